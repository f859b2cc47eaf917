/**
 * The trace as the compact text that is stored with a click: entries divided by `;`, fields by `,`.
 * It is a third of what a click takes in the journal, so the usual pairs of entries are one each.
 * The target after macros is left out, it stands beside the trace as the click's destination.
 */
import { lately } from '../../lib/lru.ts'
import type { Trace, TraceEntry } from './trace.ts'

/** How a field is written. `text?` may be null. */
type FieldKind = 'number' | 'number?' | 'text' | 'text?' | 'flag' | 'numbers' | 'texts'

type Field = readonly [name: string, kind: FieldKind]

interface Shape {
  readonly tag: string
  readonly fields: readonly Field[]
}

function shape(tag: string, ...fields: Field[]): Shape {
  return { tag, fields }
}

/** Tags are stored: never change one. New fields go to the end. */
const SHAPES: Readonly<Record<TraceEntry['at'], Shape>> = {
  campaign: shape('c', ['id', 'number']),
  visitor: shape('v', ['unusual', 'texts']),
  healed: shape('h'),
  unexpanded: shape('x', ['field', 'text']),
  truncated: shape('t', ['field', 'text']),
  invalid: shape('i', ['field', 'text'], ['value', 'text']),
  unique: shape('u', ['campaign', 'flag'], ['global', 'flag'], ['guessed', 'flag']),
  bot: shape('b', ['reasons', 'texts']),
  filter: shape(
    'f',
    ['flowId', 'number'],
    ['key', 'text'],
    ['verdict', 'text'],
    ['seen', 'text?'],
    ['why', 'text?'],
  ),
  flow: shape('F', ['flowId', 'number'], ['verdict', 'text']),
  bound: shape('B', ['of', 'text'], ['id', 'number']),
  draw: shape(
    'd',
    ['of', 'text'],
    ['candidates', 'numbers'],
    ['die', 'number'],
    ['pick', 'number'],
  ),
  cap: shape('k', ['offerId', 'number'], ['to', 'number?']),
  cap_ignored: shape('K', ['offerId', 'number']),
  passed_over: shape('p', ['flowId', 'number'], ['why', 'text']),
  pick_refused: shape('r', ['why', 'text']),
  deferred_taken: shape('D', ['flowId', 'number']),
  chosen: shape('C', ['flowId', 'number']),
  path: shape('P', ['id', 'number']),
  landing: shape('l', ['id', 'number']),
  offer: shape('o', ['id', 'number']),
  hop: shape('H', ['campaignId', 'number']),
  action: shape('a', ['key', 'text'], ['before', 'text']),
  fallback: shape('-', ['why', 'text']),
  trace_cut: shape('~'),
}

type Value = string | number | boolean | null | readonly string[] | readonly number[]
type Fields = Readonly<Record<string, Value>>

export function traceText(trace: Trace): string {
  pieces.length = 0
  for (let at = 0; at < trace.length; at++) {
    if (at > 0) pieces.push(';')
    if (addPair(trace[at]!, trace[at + 1])) at++
    else addEntry(trace[at]!)
  }
  return pieces.join('')
}

/** Of the one text that is being made. Joined at its end they cost half of adding each to it. */
const pieces: string[] = []

/**
 * One entry of text for two that follow each other in nearly every click, which halves it: a flow
 * with the filter that rejected it, and a flow that was taken. Whether it was such a pair.
 */
function addPair(entry: TraceEntry, next: TraceEntry | undefined): boolean {
  if (entry.at === 'filter' && next?.at === 'flow') return addRejected(entry, next)
  if (entry.at !== 'flow' || next?.at !== 'chosen') return false
  const isTaken = entry.verdict === 'accepted' && entry.flowId === next.flowId
  if (isTaken) pieces.push('A,', String(entry.flowId))
  return isTaken
}

function addRejected(filter: EntryOf<'filter'>, flow: EntryOf<'flow'>): boolean {
  const { flowId, key, verdict, seen, why } = filter
  const isUsual = verdict === 'reject' && why === null && flow.verdict === 'rejected'
  const isOne = isUsual && flowId === flow.flowId
  if (isOne) pieces.push('q,', String(flowId), ',', escaped(key), ',', nullable(seen))
  return isOne
}

/** By tag, which no shape has: the two entries of such a text. */
const PAIRS: ReadonlyMap<string, (texts: readonly string[]) => TraceEntry[]> = new Map([
  ['q', rejectedPair],
  ['A', takenPair],
])

function rejectedPair([flow = '', key = '', seen = '']: readonly string[]): TraceEntry[] {
  const flowId = Number(flow)
  const value = seen === NULL ? null : restored(seen)
  return [
    { at: 'filter', flowId, key: restored(key), verdict: 'reject', seen: value, why: null },
    { at: 'flow', flowId, verdict: 'rejected' },
  ]
}

function takenPair([flow = '']: readonly string[]): TraceEntry[] {
  const flowId = Number(flow)
  return [
    { at: 'flow', flowId, verdict: 'accepted' },
    { at: 'chosen', flowId },
  ]
}

function addEntry(entry: TraceEntry): void {
  const quick = QUICK[entry.at] as ((entry: TraceEntry) => void) | undefined
  if (quick === undefined) addFields(entry)
  else quick(entry)
}

/** What has the kind `At`, alone or as one of several. */
type EntryOf<At extends TraceEntry['at'], Entry = TraceEntry> = Entry extends {
  readonly at: infer Own
}
  ? At extends Own
    ? Entry
    : never
  : never

type QuickEntries = { readonly [At in TraceEntry['at']]?: (entry: EntryOf<At>) => void }

/** The entries of nearly every click are written out: they cost a third of the walk over fields. */
const QUICK: QuickEntries = {
  campaign: ({ id }) => pieces.push('c,', String(id)),
  unique: ({ campaign, global, guessed }) =>
    pieces.push('u,', flagText(campaign), ',', flagText(global), ',', flagText(guessed)),
  filter: ({ flowId, key, verdict, seen, why }) => {
    pieces.push('f,', String(flowId), ',', escaped(key), ',', verdict)
    pieces.push(',', nullable(seen), ',', nullable(why))
  },
  flow: ({ flowId, verdict }) => pieces.push('F,', String(flowId), ',', verdict),
  chosen: ({ flowId }) => pieces.push('C,', String(flowId)),
  offer: ({ id }) => pieces.push('o,', String(id)),
  action: ({ key, before }) => pieces.push('a,', escaped(key), ',', escaped(before)),
}

/** As `SHAPES` says. */
function addFields(entry: TraceEntry): void {
  const { tag, fields } = SHAPES[entry.at]
  const values = entry as unknown as Fields
  pieces.push(tag)
  for (const [name, kind] of fields) pieces.push(',', fieldText(values[name] ?? null, kind))
}

function flagText(flag: boolean): string {
  return flag ? '1' : '0'
}

function nullable(text: string | null): string {
  return text === null ? NULL : escaped(text)
}

/** The entries of a stored trace; those of a later version's kinds are left out. */
export function parseTrace(text: string, destination: string): Trace {
  if (text === '') return []
  return text.split(';').flatMap((part): TraceEntry[] => {
    const [tag = '', ...texts] = part.split(',')
    const pair = PAIRS.get(tag)
    if (pair !== undefined) return pair(texts)
    const at = AT_OF_TAG.get(tag)
    if (at === undefined) return []
    const entry: Record<string, Value> = { at }
    SHAPES[at].fields.forEach(([name, kind], index) => {
      entry[name] = fieldValue(texts[index] ?? '', kind)
    })
    if (at === 'action') entry['after'] = destination
    return [entry as unknown as TraceEntry]
  })
}

const AT_OF_TAG: ReadonlyMap<string, TraceEntry['at']> = new Map(
  Object.entries(SHAPES).map(([at, { tag }]) => [tag, at as TraceEntry['at']]),
)

const NULL = '!'
const LIST_DIVIDER = ' '

function fieldText(value: Value, kind: FieldKind): string {
  if (value === null) return NULL
  switch (kind) {
    case 'flag':
      return flagText(value === true)
    case 'number':
    case 'number?':
      return String(value)
    case 'text':
    case 'text?':
      return escaped(String(value))
    case 'numbers':
    case 'texts':
      return (value as readonly (string | number)[])
        .map((one) => escaped(String(one)))
        .join(LIST_DIVIDER)
  }
}

function fieldValue(text: string, kind: FieldKind): Value {
  switch (kind) {
    case 'flag':
      return text === '1'
    case 'number':
      return Number(text)
    case 'number?':
      return text === NULL ? null : Number(text)
    case 'text':
      return restored(text)
    case 'text?':
      return text === NULL ? null : restored(text)
    case 'numbers':
      return text === '' ? [] : text.split(LIST_DIVIDER).map(Number)
    case 'texts':
      return text === '' ? [] : text.split(LIST_DIVIDER).map(restored)
  }
}

/** Our own signs and nothing else. */
const OWN_SIGNS = /[%,;! ]/g
const isOwnSign = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(String.fromCharCode(code).search(OWN_SIGNS) === 0),
)

/** A text as it stands within a trace. Most are words, which a look at their characters is enough for. */
export function escaped(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (isOwnSign[text.charCodeAt(at)] === 1) return withoutSigns(text)
  }
  return text
}

function withoutSigns(text: string): string {
  return text.length <= LONGEST_NAME ? escapedName(text) : withEscapes(text)
}

/** Visitors share names such as `Mac OS`; longer texts are of one of them. */
const LONGEST_NAME = 64
const escapedName = lately(1_000, withEscapes)

function withEscapes(text: string): string {
  return text.replace(OWN_SIGNS, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}

function restored(text: string): string {
  return text.replace(/%(25|2c|3b|21|20)/g, (_all, code: string) => {
    return String.fromCharCode(Number.parseInt(code, 16))
  })
}
