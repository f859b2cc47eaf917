<?php
// What people write by hand: the least that works, the whole answer taken apart by key.
declare(strict_types=1);

$call = curl_init(TRACKER . '/click_api/v3/');
curl_setopt($call, CURLOPT_RETURNTRANSFER, true);
curl_setopt($call, CURLOPT_POSTFIELDS, http_build_query($_GET + [
    'token' => $token,
    'info' => 1,
    'ip' => $_SERVER['HTTP_X_REAL_IP'] ?? $_SERVER['REMOTE_ADDR'],
    'ua' => $_SERVER['HTTP_USER_AGENT'] ?? '',
    'original_headers' => ['Cookie' => $_SERVER['HTTP_COOKIE'] ?? ''] + visitor_headers(),
] + (FORCE ? ['force_redirect_offer' => '1'] : [])));
$answer = json_decode(curl_exec($call), true);
if (isset($answer['error'])) exit('[REQ_ERR: ' . curl_getinfo($call, CURLINFO_HTTP_CODE) . '] ' . $answer['error']);
foreach ($answer['cookies'] as $name => $value) setcookie($name, $value, time() + $answer['cookies_ttl'] * 3600, '/');
foreach ($answer['headers'] as $line) header($line);
if ($answer['status'] !== 302) http_response_code($answer['status']);
if ($answer['body'] !== null) echo $answer['body'];
elseif ($answer['headers'] === [] && $answer['status'] === 200) {
    shop_page($answer['info']['token'] === null ? null : TRACKER . '/?_lp=1&token=' . $answer['info']['token']);
}
