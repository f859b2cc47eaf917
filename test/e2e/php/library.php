<?php
// Speaks as a strictly typed library: every member and every key of `info` must be there with its
// type, an off switch is sent as the empty text, a refusal becomes an exception with its status.
declare(strict_types=1);

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

function decide(array $fields): Result
{
    $call = curl_init(TRACKER . '/click_api/v3?' . http_build_query(['token' => $GLOBALS['token']]));
    curl_setopt_array($call, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => ['Accept: application/json'],
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

try {
    $result = decide([
        'info' => '1',
        'force_redirect_offer' => FORCE ? '1' : '',
        'ip' => $_SERVER['HTTP_X_REAL_IP'] ?? $_SERVER['REMOTE_ADDR'],
        'user_agent' => $_SERVER['HTTP_USER_AGENT'] ?? '',
        'language' => $_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '',
        'uniqueness_cookie' => $_COOKIE['unique'] ?? '',
    ] + $_GET);
} catch (RuntimeException $error) {
    exit("[REQ_ERR: {$error->getCode()}] {$error->getMessage()}");
}
setcookie('unique', $result->uniqueness_cookie, time() + 3600 * $result->cookies_ttl, '/');
setcookie('_subid', $result->cookies['_subid'], 0, '/');
header('Content-Type: ' . $result->contentType);
foreach ($result->headers as $line) header($line);
http_response_code($result->status);
if ($result->headers !== [] || $result->status === 404) return;
if ($result->body !== null) {
    $isBinary = str_starts_with($result->contentType, 'image/') || $result->contentType === 'application/pdf';
    echo $isBinary ? base64_decode($result->body, true) : $result->body;
} else {
    shop_page($result->info->token === null ? null : TRACKER . '/?_token=' . $result->info->token . '&_lp=1');
}
