/** A campaign ↔ the values of its form. */
import { ask } from '../../api/client.ts'
import type { CampaignFull, Parameter } from '../../api/types.ts'
import { currency, trackerZone } from '../../state/user.ts'
import { choiceOf, listOf, numberOf, textOf, type Values } from '../entities/field-specs.ts'
import type { Age, Stored } from '../entities/form-state.ts'

export const blank = (): Values => ({
  name: '',
  state: 'active',
  sourceId: '',
  domainId: '',
  groupId: '',
  rotationId: '',
  alias: '',
  key: '',
  model: 'CPC',
  amount: '0',
  currency: currency.peek(),
  isAuto: true,
  trafficLoss: '0',
  paidStatuses: [],
  binding: 'none',
  method: 'ip_ua',
  ttlHours: '24',
  cookies: true,
  landingRedirect: 'http',
  offerRedirect: 'http',
  appendToCampaignUrl: '',
  appendToLandingUrl: '',
  appendToOfferUrl: '',
  postbackUrl: '',
  timezone: trackerZone.peek(),
  clickApiEnabled: true,
  parameters: [],
})

export async function readCampaign(id: string, signal?: AbortSignal): Promise<Stored> {
  const { data, etag } = await ask<CampaignFull>('GET', `/campaign/${id}/full`, { signal })
  const { cost, uniqueness, postbacks } = data
  const main = postbacks.find(({ statuses }) => statuses.length === 0)
  const values = {
    ...data,
    sourceId: idText(data.sourceId),
    domainId: data.domainId ?? '',
    groupId: data.groupId ?? '',
    rotationId: idText(data.rotationId),
    model: cost.model,
    amount: String(cost.amount),
    currency: cost.currency,
    isAuto: cost.auto,
    trafficLoss: String(cost.trafficLoss),
    paidStatuses: cost.statuses,
    ...uniqueness,
    ttlHours: String(uniqueness.ttlHours),
    postbackUrl: main?.url ?? '',
    mainPostback: main ?? {},
    otherPostbacks: postbacks.filter(({ statuses }) => statuses.length > 0),
  }
  return { values, etag }
}

function idText(id: number | null): string {
  return id === null ? '' : String(id)
}

/** What PATCH takes: only what this form shows. */
function fullOf(values: Values) {
  const main = textOf(values, 'postbackUrl').trim()
  const others = Array.isArray(values['otherPostbacks'])
    ? (values['otherPostbacks'] as object[])
    : []
  const words = {
    alias: choiceOf(values, 'alias') ?? undefined,
    key: choiceOf(values, 'key') ?? undefined,
  }
  return {
    ...words,
    name: textOf(values, 'name'),
    state: textOf(values, 'state'),
    binding: textOf(values, 'binding'),
    sourceId: Number(textOf(values, 'sourceId')) || null,
    domainId: choiceOf(values, 'domainId'),
    groupId: choiceOf(values, 'groupId'),
    rotationId: Number(textOf(values, 'rotationId')) || null,
    cost: costOf(values),
    uniqueness: {
      method: textOf(values, 'method'),
      ttlHours: numberOf(values, 'ttlHours'),
      cookies: values['cookies'] === true,
    },
    landingRedirect: textOf(values, 'landingRedirect'),
    offerRedirect: textOf(values, 'offerRedirect'),
    appendToCampaignUrl: textOf(values, 'appendToCampaignUrl'),
    appendToLandingUrl: textOf(values, 'appendToLandingUrl'),
    appendToOfferUrl: textOf(values, 'appendToOfferUrl'),
    timezone: textOf(values, 'timezone'),
    clickApiEnabled: values['clickApiEnabled'] === true,
    parameters: (values['parameters'] ?? []) as readonly Parameter[],
    postbacks: [
      ...(main === '' ? [] : [{ ...(values['mainPostback'] as object), url: main, statuses: [] }]),
      ...others,
    ],
  }
}

function costOf(values: Values) {
  return {
    model: textOf(values, 'model'),
    amount: numberOf(values, 'amount'),
    currency: textOf(values, 'currency'),
    auto: values['isAuto'] === true,
    trafficLoss: numberOf(values, 'trafficLoss'),
    statuses: listOf(values, 'paidStatuses')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  }
}

/** The dialect makes the campaign, the rest of its properties follow. */
export async function createCampaign(values: Values): Promise<number> {
  const full = fullOf(values)
  const body = {
    name: full.name,
    trafficSourceId: full.sourceId ?? undefined,
    key: full.key ?? null,
    rotationId: full.rotationId,
  }
  return (await ask<{ id: number }>('POST', '/campaign', { body })).data.id
}

export async function completeCampaign(id: string, values: Values, age: Age): Promise<void> {
  if (age === 'new') await changeCampaign(id, values, null)
}

export function changeCampaign(id: string, values: Values, etag: string | null): Promise<unknown> {
  return ask('PATCH', `/campaign/${id}/full`, { body: fullOf(values), etag })
}
