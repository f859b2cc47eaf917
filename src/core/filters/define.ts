/**
 * What a filter type is, and how one is declared. A type reads one fact of a visit and compares it
 * with a payload that people wrote; everything else (API, form, trace) is made from its entry.
 */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

import type { CompiledTest, FilterResult } from '../tables.ts'
import { splitList } from '../text-pattern.ts'
import type { FilterVerdict } from '../trace/trace.ts'
import { ENTRY_LIMIT } from '../words/filter-values.ts'

const VALUES_LIMIT = 10_000

/** How the picker sorts filter types. */
export type FilterGroup =
  'geo' | 'network' | 'device' | 'request' | 'parameters' | 'visitor' | 'time' | 'flow'

/** A source of facts that may be missing on a server; without it the filter is unknown. */
export type FilterNeed =
  | 'geo_country'
  | 'geo_region'
  | 'geo_city'
  | 'geo_isp'
  | 'geo_asn'
  | 'geo_operator'
  | 'geo_connection'
  | 'proxy_list'
  | 'datacenter_list'
  | 'page_script'
  | 'conversion_history'
  | 'dns'

/** How a test answers. What a match means was settled by the filter's mode. */
export interface Say {
  is(match: boolean, seen: string): FilterResult
  unknown(why: string): FilterResult
}

/** Takes a sentence about something wrong in a payload. */
export type Complain = (problem: string) => void

/** A filter type as the registry holds it. */
export interface FilterType {
  readonly key: string
  readonly title: string
  readonly group: FilterGroup
  readonly needs: FilterNeed | null
  /** Its description says in words what is expected. */
  readonly payload: TSchema
  /** What is wrong with a payload; empty when it can be compiled. */
  problems(payload: unknown): readonly string[]
  /** A payload with problems gives a test that always answers `payload not understood`. */
  compile(payload: unknown, say: Say): CompiledTest
}

/** `Read` is what compiling makes of a payload: sets, ranges, bounds. */
export interface FilterDefinition<Schema extends TSchema, Read> {
  readonly key: string
  readonly title: string
  readonly group: FilterGroup
  readonly needs?: FilterNeed
  readonly payload: Schema
  /** Gets a payload of the right shape; complains about values that make no sense. */
  readonly read: (payload: Static<Schema>, complain: Complain) => Read
  /** Gets what `read` gave, if it did not complain. The test runs on every click. */
  readonly test: (read: Read, say: Say) => CompiledTest
}

const ANSWERS = {
  accept: speaker('allow', 'reject'),
  reject: speaker('reject', 'allow'),
} as const

/** `reject` turns allow and reject round and leaves unknown alone. */
export function sayFor(mode: 'accept' | 'reject'): Say {
  return ANSWERS[mode]
}

/** A test that never knows. */
export function alwaysUnknown(say: Say, why: string): CompiledTest {
  const answer = say.unknown(why)
  return () => answer
}

export function defineFilter<Schema extends TSchema, Read>(
  definition: FilterDefinition<Schema, Read>,
): FilterType {
  const { key, title, group, needs = null, payload, test } = definition
  return {
    key,
    title,
    group,
    needs,
    payload,
    problems: (raw) => understand(definition, raw).problems,
    compile(raw, say) {
      const { read, problems } = understand(definition, raw)
      return read === null || problems.length > 0
        ? alwaysUnknown(say, 'payload not understood')
        : test(read.value, say)
    },
  }
}

/** The payload of a filter that needs none. */
export const NoPayload = Type.Union([Type.Null(), Type.Array(Type.Never(), { maxItems: 0 })], {
  description: 'nothing',
})

/** A list of texts. `expected` completes "expected a list of …". */
export function TextList(expected: string, title?: string) {
  const value = Type.String({ minLength: 1, maxLength: ENTRY_LIMIT })
  return Type.Array(value, { ...listOptions(expected), ...(title === undefined ? {} : { title }) })
}

/** Of a part of a payload: with what a form asks for it, beyond what its type says. */
export type PayloadInput = 'time_zone' | 'local_time' | 'time_of_day' | 'weekdays'

/** The keyword that tells forms of it. */
export function enteredAs(input: PayloadInput) {
  return { 'x-input': input }
}

/** A list of whole numbers, also written as texts. */
export function NumberList(expected: string) {
  const value = Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Integer()])
  return Type.Array(value, listOptions(expected))
}

function listOptions(expected: string) {
  return { minItems: 1, maxItems: VALUES_LIMIT, description: `a list of ${expected}` }
}

function understand<Schema extends TSchema, Read>(
  { payload: schema, read }: FilterDefinition<Schema, Read>,
  raw: unknown,
): { read: { value: Read } | null; problems: readonly string[] } {
  const payload = normal(raw)
  if (!Value.Check(schema, payload)) return { read: null, problems: [misfit(schema, payload)] }
  const problems: string[] = []
  const value = read(payload, (problem) => problems.push(problem))
  return { read: { value }, problems }
}

/** A list may be pasted as one text; no payload at all is null. */
function normal(raw: unknown): unknown {
  return typeof raw === 'string' ? splitList(raw) : (raw ?? null)
}

function misfit(schema: TSchema, payload: unknown): string {
  const error = Value.Errors(schema, payload).First()
  const place = error?.path ? ` at ${error.path}: ${error.message.toLowerCase()}` : ''
  return `expected ${schema.description ?? 'another payload'}${place}`
}

function speaker(match: FilterVerdict, miss: FilterVerdict): Say {
  return {
    is: (matches, seen) => ({ verdict: matches ? match : miss, seen, why: null }),
    unknown: (why) => ({ verdict: 'unknown', seen: null, why }),
  }
}
