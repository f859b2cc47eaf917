/** What values of filters must be like: one that a dimension never has is a mistake, not an empty report. */
import type { Dimension } from './dimensions.ts'

type Value = string | null

/** The values as the dimension has them, or what it needs instead. `null`, not set, always is one. */
export function valuesFor(
  { key, kind }: Dimension,
  values: readonly Value[],
): { readonly values: readonly Value[] } | { readonly needs: string } {
  if (kind === 'flag') return flagsOf(values)
  const [form, needs] = TIMES.get(key) ?? NUMBERS.get(kind) ?? [null, '']
  const isMeant = form === null || values.every((value) => value === null || form.test(value))
  return isMeant ? { values } : { needs }
}

/** Logs show flags as 1 and 0. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['true', 'true'],
  ['1', 'true'],
  ['false', 'false'],
  ['0', 'false'],
])

function flagsOf(values: readonly Value[]) {
  const read = values.map((value) => value && FLAGS.get(value.toLowerCase()))
  const isMeant = (value: Value | undefined): value is Value => value !== undefined && value !== ''
  return read.every(isMeant) ? { values: read } : { needs: 'needs true or false' }
}

type Form = readonly [form: RegExp, needs: string]

const DATE: Form = [/^\d{4}-\d\d-\d\d$/, 'needs a date like 2026-11-21']
/** The beginning of one is enough to compare with. */
const HOUR: Form = [
  /^\d{4}-\d\d-\d\d( \d\d:\d\d( [+-]\d\d:\d\d)?)?$/,
  'needs a time like 2026-11-21 18:00',
]

const TIMES: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['days', DATE],
  ['weeks', DATE],
  ['month', [/^\d{4}-\d\d$/, 'needs a month like 2026-11']],
  ['year', [/^\d{4}$/, 'needs a year like 2026']],
  ['hours', HOUR],
  ['quarterHours', HOUR],
  ['dayOfWeek', [/^[1-7]$/, 'needs a day from 1, Monday, to 7']],
  ['hourOfDay', [/^(1?\d|2[0-3])$/, 'needs an hour from 0 to 23']],
])

const NUMBERS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['number', [/^-?\d{1,15}(\.\d{1,10})?$/, 'needs numbers']],
])
