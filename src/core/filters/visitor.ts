/** Filters on what was found out about the visitor: robot or person, new or seen before. */
import { Type } from '@sinclair/typebox'

import type { CompiledTest } from '../tables.ts'
import type { BotReason, UniquenessScope, Visit } from '../visit.ts'
import { BOT_REASONS, UNIQUENESS_SCOPES } from '../words/closed-lists.ts'
import { defineFilter, NoPayload, type Say, TextList } from './define.ts'
import { readList } from './lists.ts'

const reasonList = BOT_REASONS.join(', ')

/** Without reasons any bot matches. `@empty` is a person, `@any` a bot. */
export const bot = defineFilter({
  key: 'bot',
  title: 'Bot',
  group: 'visitor',
  payload: Type.Union([NoPayload, TextList(`reasons: ${reasonList}`)], {
    description: `nothing, or a list of reasons: ${reasonList}`,
  }),
  read(payload, complain) {
    const list = readList(payload ?? [], readReason, complain)
    const isPlain = list.values.length === 0 && !list.empty
    return { wanted: new Set<string>(list.values), any: list.any || isPlain, empty: list.empty }
  },
  test:
    ({ wanted, any, empty }, say) =>
    ({ visitor: { botReasons } }) =>
      botReasons.length === 0
        ? say.is(empty, '')
        : say.is(any || botReasons.some((reason) => wanted.has(reason)), botReasons.join(',')),
})

export const uniqueness = defineFilter({
  key: 'uniqueness',
  title: 'Uniqueness',
  group: 'visitor',
  payload: TextList(`scopes: ${UNIQUENESS_SCOPES.join(', ')}`),
  read(payload, complain) {
    const scopes = readList(payload, readScope, complain).values
    if (scopes.length === 0) complain('no scope is named')
    return scopes
  },
  test: testUniqueness,
})

function testUniqueness(scopes: readonly UniquenessScope[], say: Say): CompiledTest {
  return (visit, _now, flowId) => {
    if (!visit.history.uniquenessKnown) return say.unknown('no address and no cookie')
    const scope = scopes.find((one) => visit.history.unique(one, idIn(one, visit, flowId)))
    return say.is(scope !== undefined, scope ?? 'seen before')
  }
}

function idIn(scope: UniquenessScope, visit: Visit, flowId: number): number {
  if (scope === 'campaign') return visit.campaign.spec.id
  return scope === 'flow' ? flowId : 0
}

function readReason(value: string): BotReason | null {
  return BOT_REASONS.find((reason) => reason === value) ?? null
}

function readScope(value: string): UniquenessScope | null {
  return UNIQUENESS_SCOPES.find((scope) => scope === value.toLowerCase()) ?? null
}
