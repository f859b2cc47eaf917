/** A Binom v2 that answers as its public API is documented: lists, objects by id, and a key in `api-key`. */
import cases from '../cases/move/binom.json'
import { type FakeTracker, startTracker } from './keitaro.ts'

export const BINOM_KEY = 'binom-key-of-a-test'

const LISTS: readonly (readonly [kind: 'offer' | 'landing' | 'traffic_source', path: string])[] = [
  ['offer', '/offer/alternative/all'],
  ['landing', '/landing/list/filtered'],
  ['traffic_source', '/traffic_source/list/filtered'],
]

/** By path and query below the API. */
export function binomAnswers(): Map<string, unknown> {
  const { groups, domains, affiliate_network: networks, campaign, rotation } = cases
  const page = '?limit=500&offset=0'
  const short = campaign.map(({ id, name, key }) => ({ id: Number(id), name, key }))
  const answers = new Map<string, unknown>([
    ['/groups', groups],
    ['/domains', domains],
    ['/affiliate_network/list/all', networks.map(({ id, name }) => ({ id, name }))],
    [`/campaign/short/info${page}`, short],
    [`/rotation/list/filtered${page}`, rotation.map(({ id, name }) => ({ id, name }))],
    ...LISTS.map(([kind, path]): [string, unknown] => [`${path}${page}`, cases[kind]]),
  ])
  for (const kind of ['affiliate_network', 'traffic_source', 'landing'] as const) {
    for (const one of cases[kind]) answers.set(`/${kind}/${one.id}`, one)
  }
  for (const one of rotation) answers.set(`/rotation/${one.id}`, one)
  for (const one of campaign) answers.set(`/campaign/${one.id}`, one)
  return answers
}

export function startBinom(answers: Map<string, unknown> = binomAnswers()): FakeTracker {
  const place = { api: '/public/api/v1', header: 'api-key', key: BINOM_KEY }
  return startTracker(place, answers)
}
