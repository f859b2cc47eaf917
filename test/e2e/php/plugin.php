<?php
// Speaks as the plugin of a blog, which has the class inside: every page asks, or takes what an
// earlier one was told; in the finished page `{offer}` becomes a link; a shortcode reports the
// conversion by POST and shows what the tracker answers, unless that is the one word it knows.
declare(strict_types=1);

require __DIR__ . '/class3.php';
$client = new Class3(TRACKER . '/click_api/v3', [
    'page' => $_SERVER['REQUEST_URI'],
    'default_keyword' => 'Заголовок поста',
    'force_redirect_offer' => wishes('force') ? 1 : null,
]);
ob_start(fn (string $html) => preg_replace_callback(
    '/\{offer:?(\d*)\}/',
    fn ($found) => htmlspecialchars($client->offer($found[1] === '' ? [] : ['offer_id' => $found[1]]) ?? '#'),
    $html,
));
$client->takeQuery();
$client->takeIds();
if (wishes('again')) $client->takeSession();
$client->actAndEnd();
shop_page($client->offer(), $client->known());
echo '<a id="second" href="{offer:2}">Second</a>';
if (wishes('thanks')) report_conversion($client->known()['subid'], WISHES[array_key_last(WISHES)]);

function report_conversion(string $subid, string $key): void
{
    $call = curl_init(TRACKER . "/$key/postback?" . http_build_query(['revenue' => '12.5', 'currency' => 'usd', 'subid' => $subid]));
    curl_setopt_array($call, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_FAILONERROR => true,
        CURLOPT_USERAGENT => 'KHttpClient',
        CURLOPT_POSTFIELDS => '',
    ]);
    $told = curl_exec($call);
    if ($told !== 'Success') echo 'Error while sending postback: ', $told;
}
