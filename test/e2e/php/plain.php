<?php
// What people write by hand: the least that works, PHP's streams in the old protocol instead of cURL,
// the visitor's query over everything, the whole answer taken apart by key.
declare(strict_types=1);

$fields = $_GET + [
    'token' => $token,
    'info' => 1,
    'ip' => visitor_address(),
    'ua' => $_SERVER['HTTP_USER_AGENT'] ?? '',
    'original_headers' => visitor_headers(),
] + (wishes('force') ? ['force_redirect_offer' => '1'] : []);
$text = file_get_contents(TRACKER . '/click_api/v3/', false, stream_context_create(['http' => [
    'method' => 'POST',
    'protocol_version' => 1.0,
    'ignore_errors' => true,
    'header' => 'Content-type: application/x-www-form-urlencoded',
    'content' => http_build_query($fields),
]]));
$answer = json_decode($text, true);
if (isset($answer['error'])) exit('[REQ_ERR: ' . explode(' ', $http_response_header[0])[1] . '] ' . $answer['error']);
foreach ($answer['cookies'] as $name => $value) setcookie($name, $value, time() + $answer['cookies_ttl'] * 3600, '/');
foreach ($answer['headers'] as $line) header($line);
if ($answer['status'] !== 302) http_response_code($answer['status']);
if ($answer['body'] !== null) exit($answer['body']);
if ($answer['headers'] !== [] || $answer['status'] !== 200) exit;
$info = $answer['info'];
$offer = $info['token'] === null ? null : TRACKER . '/?_lp=1&token=' . $info['token'];
shop_page($offer, ['subid' => $info['sub_id'], 'bot' => $info['is_bot'], 'unique' => $info['uniqueness']]);
