<?php
// As the class for sites, version 4, where it is told to serve the files of landings itself: each is
// the tracker's file of the same path, asked for with the visitor's own headers.
declare(strict_types=1);

$passed = ['user-agent', 'accept-encoding', 'accept-language', 'if-none-match', 'if-modified-since', 'referer', 'cookie'];
$headers = array_intersect_key(array_change_key_case(visitor_headers()), array_flip($passed));
$call = curl_init(TRACKER . $_SERVER['REQUEST_URI'] . '?' . http_build_query($_GET));
curl_setopt_array($call, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_FAILONERROR => true,
    CURLOPT_ENCODING => 'gzip',
    CURLOPT_HTTPHEADER => array_map(fn ($name, $value) => "$name: $value", array_keys($headers), $headers),
]);
$bytes = curl_exec($call);
http_response_code(curl_getinfo($call, CURLINFO_HTTP_CODE));
header('content-type: ' . curl_getinfo($call, CURLINFO_CONTENT_TYPE));
echo $bytes;
