<?php
// As the class, version 3.15: forwards the cookies among the visitor's headers too, names the
// method, and says when a browser only looks ahead.
declare(strict_types=1);

require __DIR__ . '/class3.php';
$headers = visitor_headers() + ['Cookie' => $_SERVER['HTTP_COOKIE'] ?? ''];
class3_run([
    'kversion' => '3.15',
    'original_headers' => $headers,
    'original_method' => $_SERVER['REQUEST_METHOD'],
    'prefetch' => ($_SERVER['HTTP_SEC_PURPOSE'] ?? '') === 'prefetch' ? 1 : 0,
]);
