<?php
// Speaks as the plugin of a blog: PHP's streams instead of cURL, the answer's cookies kept for the
// visitor, everything else written into the page.
declare(strict_types=1);

$context = stream_context_create(['http' => [
    'method' => 'POST',
    'ignore_errors' => true,
    'header' => [
        'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
        'User-Agent: KHttpClient',
        'Cookie: ' . ($_SERVER['HTTP_COOKIE'] ?? ''),
        'Connection: close',
    ],
    'content' => http_build_query(array_filter($_GET + [
        'token' => $token,
        'version' => 3,
        'info' => 1,
        'log' => 1,
        'ip' => $_SERVER['HTTP_X_REAL_IP'] ?? $_SERVER['REMOTE_ADDR'],
        'user_agent' => $_SERVER['HTTP_USER_AGENT'] ?? '',
        'language' => $_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '',
        'page' => $_SERVER['REQUEST_URI'],
        'site' => $_SERVER['HTTP_HOST'],
        'default_keyword' => 'Title of the page',
        'original_headers' => visitor_headers(),
        'force_redirect_offer' => FORCE ? 1 : null,
    ], fn ($value) => $value !== null)),
]]);
$text = file_get_contents(TRACKER . '/click_api/v3', false, $context);
preg_match('#^HTTP/\S+ (\d+)#', $http_response_header[0], $line);
if ($line[1] !== '200') exit("[REQ_ERR: {$line[1]}]");
$result = json_decode($text, true);
foreach ($result['cookies'] as $name => $value) {
    setcookie($name, $value, time() + $result['cookies_ttl'] * 3600, '/');
}
$location = null;
foreach ($result['headers'] as $header) {
    if (preg_match('/^Location: (.+)$/', $header, $found)) $location = $found[1];
    else header($header);
}
if ($location !== null) header('Location: ' . $location, true, $result['status']);
elseif ($result['status'] === 404) http_response_code(404);
elseif ($result['body'] !== null) echo $result['body'];
else shop_page($result['info']['token'] ? TRACKER . '/?_lp=1&_token=' . $result['info']['token'] : null);
