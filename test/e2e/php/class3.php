<?php
// Speaks as the PHP class for sites, from 3.8 on: a form by POST to the old address, the visitor's
// cookies on the call itself, the answer kept in the session, cookies set where they changed,
// header lines passed through one by one, a redirect known by its spelling, errors printed.
declare(strict_types=1);

final class Class3
{
    private const NOT_FROM_QUERY = ['api_key', 'token', 'language', 'ua', 'ip', 'referrer', 'force_redirect_offer'];
    private ?object $answer = null;

    public function __construct(private string $address, private array $fields)
    {
        $agent = $_SERVER['HTTP_USER_AGENT'] ?? null;
        $referrer = $_SERVER['HTTP_REFERER'] ?? null;
        $this->fields += [
            'token' => $GLOBALS['token'],
            'version' => 3,
            'info' => 1,
            'ip' => visitor_address(),
            'ua' => $agent,
            'language' => substr($_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '', 0, 2),
            'se_referrer' => $referrer,
            'referrer' => $referrer,
            'original_headers' => visitor_headers(),
            'original_host' => $_SERVER['HTTP_HOST'],
            'kversion' => '3.4',
        ];
        $ahead = ['HTTP_X_PURPOSE' => 'preview', 'HTTP_X_MOZ' => 'prefetch', 'HTTP_X_FB_HTTP_ENGINE' => 'Liger'];
        if (array_intersect_assoc($ahead, $_SERVER) !== []) $this->fields['prefetch'] = 1;
    }

    /** Everything that the visitor's address says and the site does not say itself. */
    public function takeQuery(): void
    {
        foreach ($_GET as $name => $value) {
            $isOwn = !empty($this->fields[$name]) || in_array($name, self::NOT_FROM_QUERY, true);
            if (!$isOwn) $this->fields[$name] = $value;
        }
    }

    /** The ids of a click that brought the visitor here; no call is made then. */
    public function takeIds(): void
    {
        if (!isset($_GET['_subid'])) return;
        $this->answer = (object) ['info' => (object) ['sub_id' => $_GET['_subid']]];
        if (isset($_GET['_token'])) $this->answer->info->token = $_GET['_token'];
        $this->keep(1);
    }

    /** The answer of an earlier page of the site, without what it sent the visitor away with. */
    public function takeSession(): void
    {
        @session_start();
        if ($this->answer !== null || ($_SESSION['until'] ?? 0) < time()) return;
        $this->answer = json_decode($_SESSION['answer']);
        if (isset($this->answer->headers)) $this->answer->headers = [];
    }

    public function answer(): ?object
    {
        if ($this->answer !== null) return $this->answer;
        $call = curl_init($this->address);
        curl_setopt_array($call, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 10,
            CURLOPT_USERAGENT => 'KHttpClient',
            CURLOPT_COOKIE => preg_replace('/PHPSESSID=[^;]*;?/', '', $_SERVER['HTTP_COOKIE'] ?? ''),
            CURLOPT_POSTFIELDS => http_build_query($this->fields),
            CURLOPT_FAILONERROR => true,
        ]);
        $text = curl_exec($call);
        if (curl_errno($call) !== 0) exit('[REQ_ERR: ' . curl_getinfo($call, CURLINFO_HTTP_CODE) . '] Something is wrong');
        if ($text === '') throw new RuntimeException('Empty response');
        $this->answer = json_decode($text);
        $this->keep($this->answer->cookies_ttl);
        foreach ($this->answer->cookies as $name => $value) {
            if (($_COOKIE[$name] ?? null) === $value) continue;
            setcookie($name, $value, time() + 3600 * $this->answer->cookies_ttl, '/', cookie_domain());
        }
        return $this->answer;
    }

    private function keep(int $hours): void
    {
        @session_start();
        $_SESSION['answer'] = json_encode($this->answer);
        $_SESSION['until'] = time() + 3600 * $hours;
    }

    /** What the answer says is done; ends the page if that is all there is to be seen. */
    public function actAndEnd(): void
    {
        $answer = $this->answer();
        foreach ($answer->headers ?? [] as $line) header($line);
        if (!empty($answer->status)) header("HTTP/1.1 $answer->status Whatever");
        if (!empty($answer->contentType)) header('Content-type: ' . $answer->contentType);
        $body = ($answer->error ?? '') . ($answer->body ?? '');
        $type = $answer->contentType ?? '';
        if (str_contains($type, 'image') || str_contains($type, 'application/pdf')) $body = base64_decode($body);
        if ($body !== '') exit($body);
        foreach ($answer->headers ?? [] as $line) if (str_starts_with($line, 'Location:')) exit;
        if (($answer->status ?? 200) === 404) exit;
    }

    /** Parameters of the page's owner come first. */
    public function offer(array $more = []): ?string
    {
        $token = $this->answer()->info->token ?? null;
        return $token === null ? null : TRACKER . '/?' . http_build_query($more + ['_lp' => 1, '_token' => $token]);
    }

    public function known(): array
    {
        $info = $this->answer()->info;
        return ['subid' => $info->sub_id, 'bot' => $info->is_bot ?? null, 'unique' => $info->uniqueness ?? null];
    }
}

function class3_page(string $address, array $fields): Class3
{
    $client = new Class3($address, $fields + (wishes('force') ? ['force_redirect_offer' => 1] : []));
    if (wishes('landing')) $client->takeIds();
    if (wishes('again')) $client->takeSession();
    $client->takeQuery();
    $client->actAndEnd();
    return $client;
}

if ($GLOBALS['client'] === 'class3') {
    $page = class3_page(TRACKER . '/api.php', []);
    shop_page($page->offer(['from' => 'page']), $page->known());
}
