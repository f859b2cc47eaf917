/** The predicates of the black-box cases (`conventions.predicates` of `test/cases/*.json`). */

export interface Predicate {
  readonly at: string
  readonly [predicate: string]: unknown
}

/** The predicates that do not hold, as sentences; empty when all do. */
export function misses(body: unknown, predicates: readonly Predicate[]): string[] {
  return predicates.flatMap(({ at, ...checks }) => {
    const value = valueAt(body, at)
    return Object.entries(checks)
      .filter(([name, wanted]) => !holds(name, value, wanted))
      .map(([name, wanted]) => `${at} ${name} ${JSON.stringify(wanted)}: ${JSON.stringify(value)}`)
  })
}

/** `$.a[0].b`, `$[-1]`; undefined where there is nothing. */
export function valueAt(body: unknown, path: string): unknown {
  const steps = path.slice(1).match(/\[-?\d+\]|[^.[\]]+/g) ?? []
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value) && step.startsWith('[')) return value.at(Number(step.slice(1, -1)))
    return typeof value === 'object' && value !== null && Object.hasOwn(value, step)
      ? (value as Record<string, unknown>)[step]
      : undefined
  }, body)
}

function holds(name: string, value: unknown, wanted: unknown): boolean {
  switch (name) {
    case 'equals':
      return Bun.deepEquals(value, wanted)
    case 'equals_text':
      return String(value) === String(wanted)
    case 'one_of':
      return (wanted as unknown[]).some((item) => Bun.deepEquals(item, value))
    case 'type':
      return String(wanted).split('|').includes(typeOf(value)) || isNumberType(value, wanted)
    case 'exists':
      return (value !== undefined) === wanted
    case 'matches':
      return regex(String(wanted)).test(String(value))
    case 'contains':
      return contains(value, wanted)
    case 'not_contains':
      return !contains(value, wanted)
    case 'length':
      return (value as unknown[]).length === wanted
    case 'min_length':
      return (value as unknown[]).length >= Number(wanted)
    case 'number':
      return (
        Math.abs(Number(value) - Number(wanted)) <= 1e-6 * Math.max(1, Math.abs(Number(wanted)))
      )
    case 'any':
      return Array.isArray(value) && value.some((item) => fits(item, wanted))
    case 'not_any':
      return Array.isArray(value) && !value.some((item) => fits(item, wanted))
    default:
      throw new Error(`no predicate ${name}`)
  }
}

const fits = (item: unknown, wanted: unknown) => misses(item, wanted as Predicate[]).length === 0

function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => String(item) === String(wanted))
  return String(value).includes(String(wanted))
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const isNumberType = (value: unknown, wanted: unknown) =>
  typeof value === 'number' && String(wanted).split('|').includes('number')

/** `(?i)` in front is how the cases write the flag. */
function regex(source: string): RegExp {
  return source.startsWith('(?i)') ? new RegExp(source.slice(4), 'i') : new RegExp(source)
}
