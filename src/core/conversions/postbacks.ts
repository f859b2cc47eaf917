/**
 * Outgoing postbacks as they are configured, made ready to be filled: those of a campaign first,
 * then those of its traffic source (`conversions.md` 8).
 */
import type { Event } from '../event.ts'
import { derivedFrom } from '../macros/derived.ts'
import { findMacro, findMention } from '../macros/index.ts'
import { parseTemplate } from '../macros/parse.ts'
import { scanUrl } from '../macros/scan-url.ts'
import { type Mention, scan } from '../macros/scan.ts'
import type { Campaign, Postback, Sending, TrafficSource } from '../model.ts'
import type { CompiledPostback, Need, RoutingTables } from '../tables.ts'

export const PLAIN_SENDING: Sending = {
  method: 'GET',
  format: 'form',
  body: '',
  headers: [],
  required: [],
  successText: '',
  failureText: '',
}

/** What documents of older versions lack. */
export const PLAIN_POSTBACK: Postback = {
  ...PLAIN_SENDING,
  url: '',
  statuses: [],
  mode: 'all',
  percent: null,
  payoutPercent: null,
}

export function compilePostbacks(
  campaign: Campaign,
  source: TrafficSource | null,
): CompiledPostback[] {
  const all = [...ofCampaign(campaign), ...(source === null ? [] : ofSource(source))]
  return all.filter(({ postback }) => postback.url !== '').map(compiled)
}

/**
 * Who is told of what becomes of a click: those of its campaign, and the source that sent it, also
 * where the campaign has another one by now, or is archived.
 */
export function postbacksOf(
  { ofPast }: Pick<RoutingTables, 'ofPast'>,
  { campaignId, sourceId }: Pick<Event, 'campaignId' | 'sourceId'>,
): readonly CompiledPostback[] {
  const campaign = ofPast.campaign(campaignId)
  if (campaign === null) return []
  const isOfNow = sourceId === 0 || sourceId === campaign.source?.id
  return isOfNow
    ? campaign.postbacks
    : compilePostbacks(campaign.spec, ofPast.source(sourceId) ?? campaign.source)
}

/** One entry alone, of no campaign. */
export function compilePostback(postback: Postback): CompiledPostback {
  const shares = {
    percent: postback.percent ?? 100,
    payoutPercent: postback.payoutPercent ?? 100,
  }
  return compiled({ key: 'alone', owner: 'campaign', postback: { ...postback, ...shares } })
}

type Share = 'percent' | 'payoutPercent'

interface Entry {
  readonly key: string
  readonly owner: 'campaign' | 'source'
  readonly postback: Omit<Postback, Share> & { readonly [S in Share]: number }
}

function ofCampaign({ postbacks, postbackPercent, payoutPercent }: Campaign): Entry[] {
  return postbacks.map((stored, index) => {
    const own = { ...PLAIN_POSTBACK, ...stored }
    const shares = {
      percent: own.percent ?? postbackPercent,
      payoutPercent: own.payoutPercent ?? payoutPercent,
    }
    return { key: `campaign ${index + 1}`, owner: 'campaign', postback: { ...own, ...shares } }
  })
}

const MODES = { ALL: 'all', FIRST: 'first', APPROVED: 'approved' } as const

function ofSource(source: TrafficSource): Entry[] {
  const { percent, payoutPercent, s2sMode, statusPostbacks, statusPostbacksActive } = source
  const common = {
    ...PLAIN_POSTBACK,
    ...source.sending,
    mode: MODES[s2sMode],
    percent,
    payoutPercent,
  }
  const entry = (key: string, url: string, statuses: readonly string[]): Entry => {
    return { key, owner: 'source', postback: { ...common, url, statuses } }
  }
  const general = entry('source', source.postbackUrl, [])
  if (!statusPostbacksActive) return [general]
  const others = statusPostbacks.map(({ conversionStatus, link }) => {
    return entry(`source ${conversionStatus}`, link, [conversionStatus])
  })
  return [general, ...others]
}

function compiled({ key, owner, postback }: Entry): CompiledPostback {
  const { statuses, mode, percent, payoutPercent, method, format } = postback
  const { successText, failureText } = postback
  const isPost = method === 'POST'
  const contentType = format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'
  const scanBody = format === 'json' ? scan : scanUrl
  const mentions = mentioned([
    ...scanUrl(postback.url),
    ...(isPost ? scanBody(postback.body) : []),
    ...postback.headers.flatMap(({ value }) => scan(value)),
  ])
  return {
    key,
    owner,
    statuses,
    mode,
    percent,
    payoutPercent,
    method,
    contentType,
    successText,
    failureText,
    url: parseTemplate(postback.url, 'url'),
    body: isPost ? parseTemplate(postback.body, format === 'json' ? 'json' : 'query') : null,
    headers: postback.headers.map(({ name, value }) => [name, parseTemplate(value, 'header')]),
    needs: needsOf(mentions, postback.required),
    tellsRevenue: mentions.some(({ macro }) => macro === REVENUE),
    cityLanguages: mentions
      .filter(({ macro, args }) => macro === CITY && args !== '')
      .map(({ args }) => args),
  }
}

const REVENUE = findMacro('revenue')
/** What a conversion costs may be a share of what it earns. */
const MONEY: ReadonlySet<number | null> = new Set([REVENUE, findMacro('conversion_cost')])
const EXTERNAL_ID = findMacro('external_id')
const CITY = findMacro('city')

/** Whether a template says what a conversion is worth. */
export function tellsMoney(template: string): boolean {
  return mentioned(scanUrl(template)).some(({ macro }) => MONEY.has(macro))
}

/** Every mention of the external id, and what was marked as required: as it stands, or by itself. */
function needsOf(mentions: readonly Need[], required: readonly string[]): Need[] {
  const wanted = new Set([EXTERNAL_ID, ...required.map(findMacro)])
  const absent = required.flatMap((name): Need[] => {
    const macro = findMacro(name)
    if (macro === null || mentions.some((need) => need.macro === macro)) return []
    return [{ name, args: '', macro }]
  })
  return [...mentions.filter(({ macro }) => wanted.has(macro)), ...absent]
}

function mentioned(parts: readonly (string | Mention)[]): Need[] {
  return parts.flatMap((part): Need[] => {
    if (typeof part === 'string') return []
    const { name, args } = derivedFrom(part)
    const macro = findMention(name, args)
    return macro === null ? [] : [{ name, args, macro }]
  })
}
