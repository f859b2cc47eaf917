<?php
// Speaks as a strictly typed library: every member and every key of `info` must be there with its
// type, an off switch is sent as the empty text, what the visitor did not send too, his headers in
// lower case, a refusal becomes an exception with its status.
declare(strict_types=1);

final class Result
{
    public function __construct(
        public ?string $body,
        public array $headers,
        public int $status,
        public string $contentType,
        public string $uniqueness_cookie,
        public int $cookies_ttl,
        public array $cookies,
        public Info $info,
    ) {
    }
}

final class Info
{
    public function __construct(
        public int $campaign_id,
        public ?int $stream_id,
        public ?int $landing_id,
        public ?int $offer_id,
        public string $sub_id,
        public ?string $type,
        public ?string $url,
        public ?string $token,
        public array $uniqueness,
        public bool $is_bot,
    ) {
    }
}

function decide(array $fields): Result
{
    $kept = array_diff_key($_COOKIE, ['PHPSESSID' => '']);
    $call = curl_init(TRACKER . '/click_api/v3');
    curl_setopt_array($call, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_ENCODING => '',
        CURLOPT_USERAGENT => 'KHttpClient (a library)',
        CURLOPT_HTTPHEADER => ['Accept: application/json', 'Content-Type: application/x-www-form-urlencoded'],
        CURLOPT_COOKIE => implode('; ', array_map(fn ($name, $value) => "$name=$value", array_keys($kept), $kept)),
        CURLOPT_POSTFIELDS => http_build_query($fields),
    ]);
    $text = curl_exec($call);
    $status = curl_getinfo($call, CURLINFO_HTTP_CODE);
    $json = json_decode($text, true, 16, JSON_THROW_ON_ERROR);
    if ($status !== 200) throw new RuntimeException($json['error'], $status);
    // Named arguments: a member too many or too few is an error.
    $info = $json['info'];
    return new Result(...array_merge($json, ['info' => new Info(...$info)]));
}

$headers = array_change_key_case(visitor_headers());
$notFromQuery = ['api_key', 'token', 'language', 'ua', 'ip', 'referrer', 'force_redirect_offer'];
try {
    $result = decide(array_merge(array_diff_key($_GET, array_flip($notFromQuery)), [
        'token' => $token,
        'version' => 3,
        'info' => 1,
        'force_redirect_offer' => wishes('force') ? '1' : '',
        'ip' => visitor_address(),
        'ua' => $headers['user-agent'] ?? '',
        'language' => substr($headers['accept-language'] ?? '', 0, 2),
        'x_requested_with' => $headers['x-requested-with'] ?? '',
        'se_referrer' => $headers['referer'] ?? '',
        'referrer' => $headers['referer'] ?? '',
        'original_headers' => $headers,
        'original_host' => $_SERVER['HTTP_HOST'],
        'original_method' => $_SERVER['REQUEST_METHOD'],
        'uri' => 'http://' . $_SERVER['HTTP_HOST'] . $_SERVER['REQUEST_URI'],
    ]));
} catch (RuntimeException $error) {
    exit("[REQ_ERR: {$error->getCode()}] {$error->getMessage()}");
}
// The ids go with the browser, all others stay for years.
foreach ($result->cookies as $name => $value) {
    setcookie($name, $value, str_starts_with($name, '_') ? 0 : time() + 10 * 365 * 86400, '/');
}
header('Content-Type: ' . $result->contentType);
foreach ($result->headers as $line) {
    [$name, $value] = explode(': ', $line, 2);
    header("$name: $value");
}
http_response_code($result->status);
if ($result->headers !== [] || $result->status === 404) return;
if ($result->body !== null) {
    $isBinary = preg_match('#image|application/pdf#', $result->contentType) === 1;
    exit($isBinary ? base64_decode($result->body, true) : $result->body);
}
$info = $result->info;
$offer = $info->token === null ? null : TRACKER . '/?' . http_build_query(['_lp' => 1, '_token' => $info->token]);
shop_page($offer, ['subid' => $info->sub_id, 'bot' => $info->is_bot, 'unique' => $info->uniqueness]);
