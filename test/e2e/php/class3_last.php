<?php
// As the class, version 3.15: at the new address, with the page's own address, its method and the
// app that shows it.
declare(strict_types=1);

require __DIR__ . '/class3.php';
$page = class3_page(TRACKER . '/click_api/v3', [
    'x_requested_with' => $_SERVER['HTTP_X_REQUESTED_WITH'] ?? null,
    'original_method' => $_SERVER['REQUEST_METHOD'],
    'uri' => 'http://' . $_SERVER['HTTP_HOST'] . $_SERVER['REQUEST_URI'],
]);
shop_page($page->offer(), $page->known());
