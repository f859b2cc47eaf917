/**
 * How messages reach people: Telegram, through a bot of the owner's, and a webhook as Slack takes it
 * (`{"text": …}`; Mattermost, Rocket.Chat and Discord's `…/slack` alike).
 */
import type { Letter } from '../../core/notifications/outbox.ts'
import { settingLines, settingOf } from '../../core/settings/settings.ts'
import { oneLine } from '../../lib/one-line.ts'
import type {
  Fetched,
  FetchFailure,
  FetchLimits,
  OutboundClient,
  OutboundRequest,
} from '../outbound/outbound.ts'

const LIMITS: FetchLimits = { deadlineMs: 15_000, maxHops: 2, maxBytes: 262_144, longer: 'cut' }
const SAID_MAX = 200
const CHATS_MAX = 50

export const WEBHOOK = 'webhook'

/** Where messages go; `null`: nowhere. */
export interface Messengers {
  readonly telegram: { readonly server: string; readonly token: string } | null
  readonly chats: readonly string[]
  readonly webhook: string | null
}

/** Somebody who wrote to the bot, or a group it was put into. */
export interface Chat {
  readonly id: string
  readonly title: string
}

export function messengersOf(settings: ReadonlyMap<string, string>): Messengers {
  const token = settingOf(settings, 'notifications.telegram_token')
  const server = settingOf(settings, 'notifications.telegram_server').replace(/\/+$/, '')
  const webhook = settingOf(settings, 'notifications.webhook_url')
  return {
    telegram: token === '' ? null : { server, token },
    chats: settingLines(settings, 'notifications.telegram_chats'),
    webhook: webhook === '' ? null : webhook,
  }
}

/** Chats, and `webhook`. */
export function destinations({ telegram, chats, webhook }: Messengers): readonly string[] {
  return [...(telegram === null ? [] : chats), ...(webhook === null ? [] : [WEBHOOK])]
}

type Client = Pick<OutboundClient, 'send'>

/** Null: it arrived; else why not, in words that name no secret. */
export async function deliver(
  client: Client,
  messengers: Messengers,
  letter: Pick<Letter, 'to' | 'kind' | 'text'>,
): Promise<string | null> {
  const request = requestFor(messengers, letter)
  if (request === null) return 'it is not set any more'
  const answer = await client.send(request, LIMITS)
  if ('failed' in answer) return failureText(answer)
  if (answer.status >= 200 && answer.status < 300) return null
  return `${answer.status}${saidIn(answer)}`
}

function requestFor(
  { telegram, webhook }: Messengers,
  { to, kind, text }: Pick<Letter, 'to' | 'kind' | 'text'>,
): OutboundRequest | null {
  if (to === WEBHOOK) return webhook === null ? null : jsonPost(webhook, { text, kind })
  if (telegram === null) return null
  const preview = { is_disabled: true }
  const message = { chat_id: to, text, link_preview_options: preview }
  return jsonPost(methodOf(telegram, 'sendMessage'), message)
}

const methodOf = ({ server, token }: NonNullable<Messengers['telegram']>, method: string) =>
  `${server}/bot${token}/${method}`

function jsonPost(url: string, body: object): OutboundRequest {
  const headers = [['Content-Type', 'application/json']] as const
  return { method: 'POST', url, headers, body: JSON.stringify(body) }
}

const FAILURES: Readonly<Record<FetchFailure['failed'], string>> = {
  scheme: 'its address is none of http or https',
  address: 'its address lies in a private network: --outbound-host would allow it',
  port: 'its port is never called: --outbound-port would allow it',
  timeout: 'it did not answer in time',
  too_large: 'its answer was too large',
  too_many_redirects: 'it redirects without end',
  network: 'it could not be reached',
  paused: 'it has failed several times in a row and is left alone for a moment',
}

function failureText({ failed }: FetchFailure): string {
  return FAILURES[failed]
}

/** What Telegram says is wrong: `chat not found`, `Unauthorized`. */
function saidIn(answer: Fetched): string {
  const said = jsonIn(answer)?.['description']
  return typeof said === 'string' ? `: ${lineOf(said)}` : ''
}

/** Who has written to the bot within a day, as Telegram keeps it; a text says why nobody can be told. */
export async function chatsOf(
  client: Client,
  { telegram }: Messengers,
): Promise<readonly Chat[] | string> {
  if (telegram === null) return 'no token is set'
  const answer = await client.send(jsonPost(methodOf(telegram, 'getUpdates'), { limit: 100 }), {
    ...LIMITS,
    maxBytes: 4_194_304,
    longer: 'refuse',
  })
  if ('failed' in answer) return failureText(answer)
  const result = jsonIn(answer)?.['result']
  if (answer.status !== 200 || !Array.isArray(result)) return `${answer.status}${saidIn(answer)}`
  const chats = new Map<string, Chat>()
  for (const chat of result.flatMap(chatIn)) chats.set(chat.id, chat)
  return [...chats.values()].slice(-CHATS_MAX)
}

function chatIn(update: unknown): readonly Chat[] {
  const event = ['message', 'channel_post', 'my_chat_member'].map((key) => propertyOf(update, key))
  const chat = propertyOf(
    event.find((one) => one !== undefined),
    'chat',
  )
  const id = propertyOf(chat, 'id')
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return []
  const names = ['title', 'first_name', 'last_name', 'username'].map((key) => propertyOf(chat, key))
  const title = names.filter((name) => typeof name === 'string').join(' ')
  return [{ id: String(id), title: lineOf(title) }]
}

function propertyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}

function jsonIn({ body }: Fetched): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof json === 'object' && json !== null ? { ...json } : null
  } catch {
    return null
  }
}

function lineOf(text: string): string {
  return oneLine(text).slice(0, SAID_MAX)
}
