<?php
// Speaks as the class for sites, version 2: GET on a doubled slash, an answer of its own for errors,
// the uniqueness cookie under a name of its own and for a month, status and header lines one by one.
declare(strict_types=1);

$name = sha1(TRACKER);
$fields = [
    'token' => $token,
    'version' => 2,
    'info' => true,
    'ip' => visitor_address(),
    'ua' => $_SERVER['HTTP_USER_AGENT'] ?? null,
    'language' => substr($_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '', 0, 2),
    'se_referrer' => $_SERVER['HTTP_REFERER'] ?? null,
    'referrer' => $_SERVER['HTTP_REFERER'] ?? null,
    'uniqueness_cookie' => $_COOKIE[$name] ?? '',
];
$notFromQuery = ['api_key', 'token', 'language', 'ua', 'ip', 'referrer', 'uniqueness_cookie'];
$call = curl_init(TRACKER . '//api.php?' . http_build_query($fields + array_diff_key($_GET, array_flip($notFromQuery))));
curl_setopt_array($call, [CURLOPT_RETURNTRANSFER => true, CURLOPT_USERAGENT => 'KHttpClient']);
$result = json_decode(curl_exec($call));
// It knows no statuses of errors, and shows what they say.
if (!empty($result->error)) exit($result->error);
if (!empty($result->uniqueness_cookie)) {
    setcookie($name, $result->uniqueness_cookie, time() + 3600 * 24 * 31, '/', cookie_domain());
}
if (!empty($result->status)) http_response_code($result->status);
foreach ($result->headers as $line) header($line);
header('Content-Type: ' . $result->contentType);
if (!empty($result->body)) exit($result->body);
$info = $result->info;
$offer = empty($info->token) ? null : TRACKER . '/?' . http_build_query(['_lp' => 1, '_token' => $info->token]);
shop_page($offer, ['subid' => $info->sub_id, 'bot' => $info->is_bot, 'unique' => $info->uniqueness]);
