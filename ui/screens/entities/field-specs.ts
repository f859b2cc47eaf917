/** A form as data. */
import type { ComponentChildren } from 'preact'

import type { ApiFailure } from '../../api/failure.ts'
import type { Wanted } from '../../api/found.ts'
import type { Option } from '../../parts/field.tsx'
import { HALF_TIME } from '../../parts/time-field.tsx'
import { t } from '../../words/words.ts'

/** What a form holds: texts as typed, switches, lists of texts, and whatever own editors keep. */
export type Values = Readonly<Record<string, unknown>>

interface Base {
  readonly name: string
  readonly label: string
  readonly hint?: ComponentChildren
  /** Takes the whole width of a two-column form. */
  readonly isWide?: boolean
}

export type FieldSpec = Base &
  (
    | {
        readonly kind: 'text' | 'url' | 'number' | 'password' | 'date'
        readonly placeholder?: string
        readonly isRequired?: boolean
        readonly suffix?: ComponentChildren
      }
    | {
        readonly kind: 'area' | 'lines'
        readonly rows?: number
        readonly placeholder?: string
        readonly suffix?: ComponentChildren
      }
    | {
        readonly kind: 'select'
        readonly options: readonly Option[]
        readonly suffix?: (set: (value: string) => void) => ComponentChildren
      }
    /** An object by its id, of what may be thousands. */
    | {
        readonly kind: 'object'
        readonly of: Wanted
        readonly extra?: readonly Option[]
        readonly except?: string
      }
    | { readonly kind: 'objects'; readonly of: Wanted }
    | { readonly kind: 'switch' }
    /** Its value is in UTC as the API has it, or `HALF_TIME`; it shows what clocks of the zone do. */
    | { readonly kind: 'time'; readonly zone: string }
    | {
        readonly kind: 'picker'
        readonly options: readonly Option[]
        readonly isOpen: boolean
        readonly isNaming?: boolean
        readonly empty?: ComponentChildren
      }
    | {
        readonly kind: 'own'
        readonly draw: (value: unknown, set: (value: unknown) => void) => ComponentChildren
      }
    | { readonly kind: 'heading' }
  )

export function textOf(values: Values, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export function listOf(values: Values, name: string): readonly string[] {
  const value = values[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** Null: all that is wrong stands beside its field already. */
export function notBeside(
  failure: ApiFailure | null,
  specs: readonly FieldSpec[],
): ApiFailure | null {
  const names = new Set(specs.map(({ name }) => name))
  const wrong = Object.keys(failure?.facts.fields ?? {})
  return wrong.length > 0 && wrong.every((name) => names.has(name)) ? null : failure
}

/** Times of which a part is missing, so that saving would lose what was meant. */
export function halfTimes(
  values: Values,
  specs: readonly FieldSpec[],
): Readonly<Record<string, readonly string[]>> {
  const half = specs.filter(({ kind, name }) => kind === 'time' && values[name] === HALF_TIME)
  return Object.fromEntries(half.map(({ name }) => [name, [t('field.halfTime')]]))
}

/** Null for an empty choice: "none". */
export function choiceOf(values: Values, name: string): string | null {
  const text = textOf(values, name)
  return text === '' ? null : text
}

/** A number as typed, with a comma or a point; text that is none is sent as it is and refused. */
export function numberOf(values: Values, name: string): number | string {
  const text = textOf(values, name).trim().replace(',', '.')
  const value = Number(text)
  return text !== '' && Number.isFinite(value) ? value : text === '' ? 0 : text
}
