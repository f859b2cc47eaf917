/** Postback keys with ready addresses, and what status words mean. */
import { type Static, Type } from '@sinclair/typebox'

import { STATUS_CLASSES, type StatusWord } from '../../../core/conversions/classes.ts'
import { foldWord, statusWordOf } from '../../../core/conversions/statuses.ts'
import { settingLines } from '../../../core/settings/settings.ts'
import type { StoredPostbackKey } from '../../../db/money/postback-keys.ts'
import { isAdmin, lookUp } from '../../../manage/access.ts'
import { baseOf } from '../../../manage/own-side.ts'
import { changeNetwork } from '../../../manage/partners.ts'
import {
  createPostbackKey,
  isSafeKey,
  removePostbackKey,
  renewPostbackKey,
} from '../../../manage/postback-keys.ts'
import { FORBIDDEN, isRefusal, problems, type Refusal, wrong } from '../../../manage/refusal.ts'
import { putSettings } from '../../../manage/settings.ts'
import { uncountedWords } from '../../../manage/uncounted.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase } from '../shape.ts'
import { Empty, IdParams, timestamp, timestampOrNull } from '../wire.ts'

const tag = 'Postbacks'
const optional = Type.Optional
const KEPT_HOURS_MAX = 24 * 90
const WORDS_MAX = 1000
/** Parked calls that are tried again when a map is saved; the others by hand. */
const AGAIN_MAX = 5000

function keyView(call: Call, key: StoredPostbackKey) {
  const { tables, clock } = call
  const url = `${baseOf(tables().defaultDomain, call)}/${key.key}/postback`
  const query = 'subid=REPLACE&status=REPLACE&payout=REPLACE&currency=OPTIONAL&tid=OPTIONAL'
  return {
    id: key.id,
    kind: key.kind,
    networkId: key.networkId,
    key: key.key,
    createdAt: timestamp(key.createdAt),
    endsAt: timestampOrNull(key.endsAt),
    isOver: key.endsAt !== null && key.endsAt <= clock(),
    urls: {
      postback: `${url}?${query}`,
      image: `${url}.gif?${query}`,
      script: `${url}.js?${query}`,
    },
    warnings: isSafeKey(key.key) ? [] : ['shorter than 16 characters: it can be guessed'],
  }
}

const NewKey = Type.Object({
  kind: anyCase(['general', 'network', 'pixel']),
  networkId: optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  key: optional(Type.String({ maxLength: 128 })),
})

function keyUnless(call: Call, result: number | Refusal) {
  if (isRefusal(result)) return result
  const key = call.desk.stores.postbackKeys.find(result)
  return key === null ? {} : keyView(call, key)
}

const Words = Type.Record(Type.String({ maxLength: 64 }), anyCase(STATUS_CLASSES))

/** Of a word that is there twice the first one counts. */
function wordsView(words: readonly StatusWord[]) {
  const shown = new Map<string, StatusWord['class']>()
  for (const { word, class: of } of words) shown.set(word, shown.get(word) ?? of)
  return Object.fromEntries(shown)
}

const isClass = (of: unknown) =>
  STATUS_CLASSES.some((each) => each === String(of).trim().toLowerCase())

function noClass(words: readonly string[]): Refusal {
  const found = problems()
  for (const word of words) found.add(word, `must be one of ${STATUS_CLASSES.join(', ')}`)
  return found.refusal()!
}

/** Words in the order in which they came; a problem for texts that can't be words. */
function wordsIn(body: Static<typeof Words>): StatusWord[] | Refusal {
  const entries = Object.entries(body)
  const unknown = entries.filter(([, of]) => !isClass(of))
  if (unknown.length > 0) return noClass(unknown.map(([word]) => word))
  const words = entries.flatMap(([word, of]) => statusWordOf(`${word}=${of}`) ?? [])
  const isFit = words.length === entries.length && words.length <= WORDS_MAX
  if (!isFit) return wrong('words', `up to ${WORDS_MAX} words of letters and digits`)
  const [twice] = uncountedWords(words)
  return twice === undefined ? words : wrong('words', twice)
}

async function putNetworkWords(call: Call<{ id: number }, unknown, Static<typeof Words>>) {
  const { desk, caller, params, body } = call
  const statusMap = wordsIn(body)
  if (isRefusal(statusMap)) return statusMap
  const done = changeNetwork(desk, caller, params.id, { statusMap })
  if (isRefusal(done)) return done
  return { reapplied: await tryAgain(call, statusMap, params.id) }
}

async function putUserWords(call: Call<unknown, unknown, Static<typeof Words>>) {
  const { desk, caller, body } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const words = wordsIn(body)
  if (isRefusal(words)) return words
  const lines = words.map(({ word, class: of }) => `${word}=${of}`)
  putSettings(desk, caller, new Map([['conversions.status_words', lines.join('\n')]]))
  return { reapplied: await tryAgain(call, words, null) }
}

/** Calls that were parked for these words; how many count now. */
async function tryAgain(
  { read, conversions, caller }: Call,
  words: readonly StatusWord[],
  networkId: number | null,
): Promise<number> {
  const folded = new Set(words.map(({ word }) => foldWord(word)))
  const filter = { cause: 'unmapped_status', ...(networkId === null ? {} : { networkId }) }
  const entries = read.incomingCalls
    .parked(filter, null, AGAIN_MAX)
    .filter(({ detail }) => folded.has(foldWord(detail)))
    .toSorted((a, b) => a.id - b.id)
  const again = { isDry: false, edit: null, userId: caller.userId }
  const verdicts = await Promise.all(entries.map((entry) => conversions.again(entry, again)))
  return verdicts.filter((verdict) => verdict?.result === 'accepted').length
}

export const postbackKeyOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/postback_keys',
    id: 'listPostbackKeys',
    secret: true,
    summary: 'Postback keys with ready addresses',
    tag,
    own: true,
    run: (call) => {
      if (!isAdmin(call.caller)) return FORBIDDEN
      const rows = call.read.postbackKeys.list().map((key) => keyView(call, key))
      return { rows, total: rows.length }
    },
  }),
  operation({
    method: 'POST',
    path: '/postback_keys',
    id: 'createPostbackKey',
    secret: true,
    summary: 'Make a postback key, or take one over',
    tag,
    own: true,
    body: NewKey,
    status: 201,
    run: (call) => {
      const { kind, networkId = null, key = null } = call.body
      return keyUnless(call, createPostbackKey(call.desk, call.caller, { kind, networkId, key }))
    },
  }),
  operation({
    method: 'POST',
    path: '/postback_keys/:id/renew',
    id: 'renewPostbackKey',
    secret: true,
    summary: 'A new key in place of one that goes on for some hours',
    tag,
    own: true,
    params: IdParams,
    body: Type.Object({
      keepOldHours: optional(Type.Integer({ minimum: 0, maximum: KEPT_HOURS_MAX })),
    }),
    run: (call) => {
      const { desk, caller, params, body } = call
      return keyUnless(call, renewPostbackKey(desk, caller, params.id, body.keepOldHours ?? 0))
    },
  }),
  operation({
    method: 'DELETE',
    path: '/postback_keys/:id',
    id: 'deletePostbackKey',
    summary: 'End a postback key at once',
    tag,
    own: true,
    params: IdParams,
    answer: Empty,
    run: ({ desk, caller, params }) => emptyUnless(removePostbackKey(desk, caller, params.id)),
  }),
  operation({
    method: 'GET',
    path: '/affiliate_network/:id/status_map',
    id: 'getStatusMap',
    summary: 'What the words of a network mean',
    tag,
    own: true,
    params: IdParams,
    run: ({ read, caller, params }) => {
      const network = lookUp(read, caller, 'affiliate_networks', { id: params.id, need: 'read' })
      return isRefusal(network) ? network : wordsView(network.statusMap)
    },
  }),
  operation({
    method: 'PUT',
    path: '/affiliate_network/:id/status_map',
    id: 'replaceStatusMap',
    summary: 'Say what the words of a network mean',
    tag,
    own: true,
    params: IdParams,
    body: Words,
    run: putNetworkWords,
  }),
  operation({
    method: 'GET',
    path: '/status_words',
    id: 'getStatusWords',
    summary: 'Own status words',
    tag,
    own: true,
    run: ({ tables }) =>
      wordsView(
        settingLines(tables().settings, 'conversions.status_words').flatMap(
          (line) => statusWordOf(line) ?? [],
        ),
      ),
  }),
  operation({
    method: 'PUT',
    path: '/status_words',
    id: 'replaceStatusWords',
    summary: 'Set own status words',
    tag,
    own: true,
    body: Words,
    run: putUserWords,
  }),
]
