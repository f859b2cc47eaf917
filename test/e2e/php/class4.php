<?php
// Speaks as the class for sites, version 4: the visitor's request in parts and nothing about him
// beside them, a list of cookies whose end is a text, ids read from an `info` that nobody asked for,
// header lines in lower case. What its pages load from the site is in `class4_files.php`.
declare(strict_types=1);

/** Names in lower case, every one that PHP's server variables hold. */
$headers = array_change_key_case(visitor_headers());
unset($headers['connection']);

$call = curl_init(TRACKER . '/click_api/v4');
curl_setopt_array($call, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_ENCODING => 'gzip',
    CURLOPT_USERAGENT => 'KHttpClient v4.0.0, PHP v' . PHP_VERSION,
    CURLOPT_FAILONERROR => true,
    CURLOPT_POSTFIELDS => http_build_query([
        'token' => $token,
        'version' => 4,
        'headers' => $headers,
        'server' => ['remote_addr' => $_SERVER['REMOTE_ADDR']],
        'method' => $_SERVER['REQUEST_METHOD'],
        'get_params' => $_GET,
        'post_params' => $_POST,
    ] + (wishes('force') ? ['force_redirect_offer' => 1] : []) + (wishes('own') ? ['self_static_serving' => 1] : [])),
]);
$result = json_decode((string) curl_exec($call));
if (curl_errno($call) !== 0) exit('[REQ_ERR: ' . curl_getinfo($call, CURLINFO_HTTP_CODE) . '] Something is wrong');
session_start();
$_SESSION['until'] = time() + $result->ttl;
foreach ($result->headers as $line) header($line);
http_response_code($result->status);
foreach ($result->cookies as $cookie) {
    if (empty($cookie->name)) throw new RuntimeException('Cookies are no list');
    // What `strtotime` does not understand makes a cookie that ends with the browser.
    $end = (int) strtotime($cookie->expires);
    setcookie($cookie->name, $cookie->value, $end, $cookie->path, cookie_domain(), $cookie->secure, $cookie->httponly);
}
$isBinary = preg_match('#image|application/pdf#', $result->contentType) === 1;
if (!empty($result->body)) exit($isBinary ? base64_decode($result->body) : $result->body);
foreach ($result->headers as $line) if (str_starts_with($line, 'location:')) exit;
if ($result->status === 404) exit;
$info = $result->info;
$offer = empty($info->token) ? null : TRACKER . '/?' . http_build_query(['_lp' => 1, '_token' => $info->token]);
shop_page($offer, ['subid' => $info->sub_id, 'bot' => $info->is_bot, 'unique' => $info->uniqueness]);
