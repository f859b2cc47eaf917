/** The matchers and expectations of the black-box cases of links (`test/cases/links-api.json`). */
import type { Received } from './links.ts'

export interface Expectation {
  readonly [what: string]: unknown
}

export type KeySets = Readonly<Record<string, readonly string[]>>

/** Every expectation that does not hold, in words. Steps that follow are the driver's. */
export function misses(received: Received, expected: Expectation, sets: KeySets): string[] {
  return Object.entries(expected).flatMap(([what, wanted]) =>
    missesOf(received, what, wanted, sets),
  )
}

function missesOf(received: Received, what: string, wanted: unknown, sets: KeySets): string[] {
  const { status, headers, text, json } = received
  const location = headers.get('location') ?? ''
  const told = (holds: boolean) =>
    holds ? [] : [`${what} ${JSON.stringify(wanted)}: ${status} ${location} ${text.slice(0, 300)}`]
  switch (what) {
    case 'status':
      return told(status === wanted)
    case 'status_in':
      return told((wanted as number[]).includes(status))
    case 'content_type':
      return told((headers.get('content-type') ?? '').split(';')[0] === wanted)
    case 'json':
      return told(fits(json, wanted, sets))
    case 'json_absent':
      return told((wanted as string[]).every((key) => !(key in (json as object))))
    case 'json_length':
      return told(
        Object.entries(wanted as object).every(([key, size]) => json[key].length === size),
      )
    case 'each':
      return told(each(json, wanted as { path: string; match: unknown }, sets))
    case 'headers':
      return told(
        Object.entries(wanted as object).every(([name, one]) =>
          fits(headers.get(name) ?? '', one, sets),
        ),
      )
    case 'no_header':
      return told((wanted as string[]).every((name) => !headers.has(name)))
    case 'body':
      return told(text === wanted)
    case 'body_contains':
      return told((wanted as string[]).every((part) => text.includes(part)))
    case 'location':
    case 'final_location':
      return told(fits(location, wanted, sets))
    case 'location_path':
      return told(new URL(location, 'http://x').pathname === wanted)
    case 'location_ascii':
      return told(/^[!-~]+$/.test(location))
    case 'ordered_object':
    case 'ordered_object_2':
      return told(isOrdered(text, wanted as Ordered))
    case 'ascending_int':
      return told(isAscending(json.data.map((one: { id: string }) => Number(one.id))))
    case 'not_contains':
      return told(!text.includes(`"id":"${(wanted as { value: string }).value}"`))
    case 'json_no_control_chars':
      // oxlint-disable-next-line no-control-regex
      return told(!/[\u0000-\u001f]/.test(String(at(json, wanted as string))))
    case 'any_of':
      return told((wanted as Expectation[]).some((one) => misses(received, one, sets).length === 0))
    default:
      throw new Error(`no expectation ${what}`)
  }
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((one, key) => (one as Record<string, unknown>)?.[key], value)
}

function each(json: unknown, { path, match }: { path: string; match: unknown }, sets: KeySets) {
  return (at(json, path) as unknown[]).every((one) => fits(one, match, sets))
}

const isAscending = (ids: readonly number[]) => ids.every((id, n) => n === 0 || ids[n - 1]! < id)

interface Ordered {
  readonly path: string
  readonly entries: readonly (readonly [string, number])[]
}

/** On the raw text, because a parsed object has an order of its own. */
function isOrdered(text: string, { path, entries }: Ordered): boolean {
  const name = path.split('.').at(-1)!
  const map = new RegExp(`"${name}":\\{([^}]*)\\}`).exec(text)?.[1] ?? ''
  const pairs = map.split(',').map((pair) => /^"(.*)":(\d+)$/.exec(pair)?.slice(1) ?? [])
  return (
    pairs.length === entries.length &&
    entries.every(([key, count], n) => {
      const keys = key.startsWith('$any:') ? key.slice(5).split('|') : [key]
      return keys.includes(pairs[n]![0]!) && pairs[n]![1] === String(count)
    })
  )
}

function fits(value: unknown, wanted: unknown, sets: KeySets): boolean {
  if (typeof wanted === 'string' && wanted.startsWith('$')) return fitsMatcher(value, wanted)
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((one, n) => fits(value[n], one, sets))
    )
  }
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(wanted).every(([key, one]) =>
    key === '$exactKeys'
      ? hasKeys(value, one as string | string[], sets)
      : fits((value as Record<string, unknown>)[key], one, sets),
  )
}

function hasKeys(value: object, wanted: string | string[], sets: KeySets): boolean {
  const keys = typeof wanted === 'string' ? sets[wanted.slice('$set:'.length)]! : wanted
  return Bun.deepEquals(Object.keys(value).toSorted(), [...keys].toSorted())
}

function fitsMatcher(value: unknown, matcher: string): boolean {
  const [, name = '', rest = ''] = /^\$(\w+)(?::([^]*))?$/.exec(matcher) ?? []
  const text = typeof value === 'string' ? value : ''
  switch (name) {
    case 'nonEmptyString':
      return text !== ''
    case 'digitsString':
      return /^\d+$/.test(text)
    case 'integer':
      return Number.isInteger(value)
    case 'int':
      return value === Number(rest)
    case 'array':
      return Array.isArray(value)
    case 'nonEmptyArrayOfStrings':
      return (
        Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
      )
    case 're':
      return typeof value === 'string' && new RegExp(rest, 'u').test(value)
    case 'reOrNull':
      return value === null || new RegExp(rest).test(text)
    case 'contains':
      return rest.split('|').some((part) => text.includes(part))
    case 'any':
      return rest.split('|').includes(text)
    case 'iso8601WithMillisAndZone':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/.test(text)
    case 'epochMillisNear':
      return Math.abs(Number(value) - Date.now()) <= Number(rest)
    default:
      throw new Error(`no matcher ${matcher}`)
  }
}
