<?php
// Speaks as the class for sites, version 4: the visitor's request in parts, a list of cookies,
// header lines in lower case.
declare(strict_types=1);

$call = curl_init(TRACKER . '/click_api/v4');
curl_setopt_array($call, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_ENCODING => '',
    CURLOPT_POSTFIELDS => http_build_query([
        'token' => $token,
        'version' => 4,
        'info' => 1,
        'headers' => array_change_key_case(visitor_headers()),
        'method' => $_SERVER['REQUEST_METHOD'],
        'server' => ['remote_addr' => $_SERVER['HTTP_X_REAL_IP'] ?? $_SERVER['REMOTE_ADDR'], 'https' => ''],
        'get_params' => $_GET,
        'post_params' => $_POST,
    ] + (FORCE ? ['force_redirect_offer' => 1] : [])),
]);
$result = json_decode(curl_exec($call), true);
$status = curl_getinfo($call, CURLINFO_HTTP_CODE);
if ($status !== 200) exit("[REQ_ERR: $status]");
if (!array_is_list($result['cookies'])) throw new RuntimeException('Cookies are no list');
foreach ($result['cookies'] as $cookie) {
    ['name' => $name, 'value' => $value] = $cookie;
    unset($cookie['name'], $cookie['value']);
    setcookie($name, $value, $cookie);
}
$isSent = false;
foreach ($result['headers'] as $line) {
    header($line);
    $isSent = $isSent || str_starts_with($line, 'location:');
}
http_response_code($result['status']);
if ($isSent || $result['status'] === 404) return;
if ($result['body'] !== null) echo $result['body'];
else shop_page($result['info']['token'] === null ? null : TRACKER . '/?_lp=1&_token=' . $result['info']['token']);
