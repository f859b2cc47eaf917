<?php
// Speaks as the class for sites, version 2: GET on a doubled slash, uniqueness_cookie in the query,
// a header list whose lines are sent one by one.
declare(strict_types=1);

$query = http_build_query($_GET + [
    'token' => $token,
    'info' => 1,
    'ip' => $_SERVER['HTTP_X_REAL_IP'] ?? $_SERVER['REMOTE_ADDR'],
    'ua' => $_SERVER['HTTP_USER_AGENT'] ?? '',
    'language' => $_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '',
    'uniqueness_cookie' => $_COOKIE['uniqueness_cookie'] ?? '',
]);
$call = curl_init(TRACKER . '//api.php?' . $query);
curl_setopt_array($call, [CURLOPT_RETURNTRANSFER => true, CURLOPT_USERAGENT => 'KHttpClient']);
$result = json_decode(curl_exec($call));
$status = curl_getinfo($call, CURLINFO_HTTP_CODE);
if ($status !== 200) exit("[REQ_ERR: $status]");
if (!empty($result->uniqueness_cookie)) {
    setcookie('uniqueness_cookie', $result->uniqueness_cookie, time() + 3600 * 24, '/');
}
setcookie('_subid', $result->info->sub_id, time() + 3600 * 24, '/');
foreach ($result->headers as $line) header($line);
if ($result->status !== 200) http_response_code($result->status);
if (count($result->headers) > 0 || $result->status === 404) return;
if ($result->body !== null) echo $result->body;
else shop_page($result->info->token === null ? null : TRACKER . '/?_lp=1&_token=' . $result->info->token);
