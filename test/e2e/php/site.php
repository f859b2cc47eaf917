<?php
// A small site whose pages call the tracker. `/<client>/<campaign token>?<query of the visitor>`
// answers as a site does that uses this client; run it with `php -S`, TRACKER in the environment.
declare(strict_types=1);

[, $client, $token] = explode('/', rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) + ['', '', ''];
$clients = ['class3', 'class3_last', 'class2', 'class4', 'plugin', 'library', 'plain'];
if (!in_array($client, $clients, true)) {
    http_response_code(404);
    exit('No such client');
}
define('TRACKER', getenv('TRACKER'));
define('FORCE', isset($_GET['force']));
require __DIR__ . '/' . $client . '.php';

/** The page itself: what visitors see who are not sent anywhere. */
function shop_page(?string $offerUrl): void
{
    echo '<h1>Shop</h1>', $offerUrl === null ? '' : '<a href="' . htmlspecialchars($offerUrl) . '">Buy</a>';
}

/** The visitor's request headers, as sites forward them. */
function visitor_headers(): array
{
    return getallheaders();
}
