<?php
// A small site whose pages call the tracker. `/<client>/<campaign token>/<wishes>?<query of the
// visitor>` answers as a site does that uses this client; wishes are words with dashes between, what
// its owner wrote into the page. Run it with `php -S`, TRACKER in the environment.
declare(strict_types=1);

[, $client, $token, $wishes] = explode('/', rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) + ['', '', '', ''];
define('TRACKER', getenv('TRACKER'));
if ($client === '_landing') {
    require __DIR__ . '/class4_files.php';
    return;
}
$clients = ['class3', 'class3_last', 'class2', 'class4', 'plugin', 'library', 'plain'];
if (!in_array($client, $clients, true)) {
    http_response_code(404);
    exit('No such client');
}
define('WISHES', explode('-', $wishes));
require __DIR__ . '/' . $client . '.php';

/** Whether the page's owner wants it: `force`, `landing`, `again`, `own`. */
function wishes(string $word): bool
{
    return in_array($word, WISHES, true);
}

/** The page itself: what visitors see who are not sent anywhere, and what it knows of them. */
function shop_page(?string $offerUrl, array $known = []): void
{
    echo '<h1>Shop</h1><pre>', htmlspecialchars(json_encode($known)), '</pre>';
    if ($offerUrl !== null) echo '<a href="', htmlspecialchars($offerUrl), '">Buy</a>';
}

/** The visitor's request headers, as sites forward them: what PHP's server variables hold. */
function visitor_headers(): array
{
    $headers = [];
    foreach ($_SERVER as $name => $value) {
        if (!str_starts_with($name, 'HTTP_')) continue;
        $headers[ucwords(strtolower(strtr(substr($name, 5), '_', '-')), '-')] = $value;
    }
    return $headers;
}

/** Sites of old look for their visitor in the first header that a proxy may have set. */
function visitor_address(): string
{
    $told = $_SERVER['HTTP_X_FORWARDED_FOR'] ?? '';
    return $told === '' ? $_SERVER['REMOTE_ADDR'] : trim(explode(',', $told)[0]);
}

/** For which hosts cookies are set: all below the site's, unless that is an address. */
function cookie_domain(): string
{
    $host = $_SERVER['HTTP_HOST'];
    return substr_count($host, '.') < 3 ? '.' . str_replace('www.', '', $host) : '';
}
