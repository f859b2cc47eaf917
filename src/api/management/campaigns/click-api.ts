/** What a site needs to call the Click API of a campaign: the address, the token, two examples. */
import { type Static, Type } from '@sinclair/typebox'

import { PATHS } from '../../../core/paths.ts'
import type { CampaignRecord } from '../../../db/records.ts'
import { lookUp } from '../../../manage/access.ts'
import {
  changeClickApi,
  KEPT_HOURS_MAX,
  livingFormerToken,
  renewToken,
  TOKEN_MAX,
} from '../../../manage/campaigns/click-api-token.ts'
import { baseOf } from '../../../manage/own-side.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { anyCase, nullable } from '../shape.ts'
import { IdParams, timestamp } from '../wire.ts'
import { domainOf } from './campaign-view.ts'

const optional = Type.Optional
const KeepOldHours = optional(Type.Number({ minimum: 0, maximum: KEPT_HOURS_MAX }))

const ClickApi = Type.Object({
  enabled: Type.Boolean(),
  shape: anyCase(['clients', 'document']),
  token: Type.String(),
  formerToken: nullable(Type.Object({ token: Type.String(), until: Type.String() })),
  url: Type.String(),
  examples: Type.Object({ curl: Type.String(), php: Type.String() }),
})
const ClickApiPut = Type.Object({
  enabled: optional(Type.Boolean()),
  /** `document`: numbers of offers as a list, `status` as text, `location` for redirects. */
  shape: optional(anyCase(['clients', 'document'])),
  /** Set it to what sites already carry, and they need no edit. */
  token: optional(Type.String({ minLength: 1, maxLength: TOKEN_MAX })),
  keepOldHours: KeepOldHours,
})
const Regenerate = Type.Object({ keepOldHours: KeepOldHours })

type OfOne = Call<{ id: number }>

function view(call: OfOne) {
  const { read, caller, params } = call
  const campaign = lookUp(read, caller, 'campaigns', { id: params.id, need: 'modify' })
  return isRefusal(campaign) ? campaign : clickApiView(call, campaign)
}

function clickApiView(call: OfOne, campaign: CampaignRecord) {
  const { read, clock } = call
  const { token } = campaign
  const former = livingFormerToken(campaign, clock())
  const url = `${baseOf(domainOf(read, campaign), call)}${PATHS.clickApi}/v3`
  return {
    enabled: campaign.clickApiEnabled,
    shape: campaign.clickApiShape,
    token,
    formerToken: former && { token: former.token, until: timestamp(former.until) },
    url,
    examples: { curl: curlExample(url, token), php: phpExample(url, token) },
  }
}

function curlExample(url: string, token: string): string {
  const fields = [`token=${token}`, 'info=1', 'ip=203.0.113.7', 'ua=Mozilla/5.0', 'language=en']
  return `curl ${shellQuoted(url)} ${fields.map((field) => `--data-urlencode ${shellQuoted(field)}`).join(' ')}`
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function phpExample(url: string, token: string): string {
  return `$call = curl_init(${phpQuoted(url)});
curl_setopt_array($call, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => http_build_query([
    'token' => ${phpQuoted(token)},
    'ip' => $_SERVER['REMOTE_ADDR'],
    'ua' => $_SERVER['HTTP_USER_AGENT'] ?? '',
    'original_headers' => getallheaders(),
])]);
$answer = json_decode(curl_exec($call), true);
foreach ($answer['cookies'] as $name => $value) {
    setcookie($name, $value, time() + 3600 * $answer['cookies_ttl'], '/');
}
foreach ($answer['headers'] as $line) header($line);
http_response_code($answer['status']);
echo $answer['body'];
`
}

function phpQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function put(call: Call<{ id: number }, unknown, Static<typeof ClickApiPut>>): object {
  const { desk, caller, params, body } = call
  const change = { ...body, keepOldHours: body.keepOldHours ?? 0 }
  const result = changeClickApi(desk, caller, params.id, change)
  return isRefusal(result) ? result : view(call)
}

const tag = 'Campaigns'

export const clickApiOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/campaign/:id/click_api',
    id: 'getClickApi',
    secret: true,
    summary: 'Address, token and examples of the Click API',
    tag,
    params: IdParams,
    answer: ClickApi,
    own: true,
    current: view,
    run: view,
  }),
  operation({
    method: 'PUT',
    path: '/campaign/:id/click_api',
    id: 'changeClickApi',
    secret: true,
    summary:
      'Switch the Click API on or off, choose its shape, or take over a token of another tracker',
    tag,
    params: IdParams,
    body: ClickApiPut,
    answer: ClickApi,
    own: true,
    current: view,
    run: put,
  }),
  operation({
    method: 'POST',
    path: '/campaign/:id/click_api/regenerate',
    id: 'regenerateClickApiToken',
    secret: true,
    summary: 'Make a new token; the old one ends at once or after the hours given',
    tag,
    params: IdParams,
    query: Regenerate,
    answer: ClickApi,
    own: true,
    run: (call) => {
      const { desk, caller, params, query } = call
      const result = renewToken(desk, caller, params.id, query.keepOldHours ?? 0)
      return isRefusal(result) ? result : view(call)
    },
  }),
]
