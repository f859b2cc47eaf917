/**
 * What is made of a macro's value: `{sub_id_1:sha256}`, `{keyword:lower,md5}`, `{t1_md5}`. Networks that
 * match people by what they have stored want it hashed. Nothing is made of nothing.
 */
import { md5 } from '../../lib/md5.ts'
import { sha256 } from '../../lib/sha256.ts'
import { ANYTHING } from './context.ts'
import type { Encoder } from './escape.ts'
import { macroNamed } from './index.ts'
import type { Mention } from './scan.ts'

const DERIVATIONS: ReadonlyMap<string, Encoder> = new Map([
  ['lower', (value: string) => value.toLowerCase()],
  ['md5', md5],
  ['sha256', sha256],
])
const DERIVATION_NAMES: readonly string[] = [...DERIVATIONS.keys()]

/** As trackers write it that have no arguments. */
const BEHIND_NAME = new RegExp(`^(.+)_(${DERIVATION_NAMES.join('|')})$`)

/** A macro as it is without what is made of it. */
export interface Derived extends Pick<Mention, 'name' | 'args'> {
  /** `null`: the value stands as it is. */
  readonly derive: Encoder | null
}

/** Macros whose arguments are free texts keep them: in `{sample:lower,upper}` they are choices. */
export function derivedFrom({ name, args }: Pick<Mention, 'name' | 'args'>): Derived {
  const macro = macroNamed(name)
  const [, base = '', suffix = ''] = macro === null ? (BEHIND_NAME.exec(name) ?? []) : []
  if (args === '' && macroNamed(base) !== null)
    return { name: base, args, derive: derivation(suffix) }
  const derive = macro === null || macro.takes === ANYTHING ? null : derivation(args)
  return { name, args: derive === null ? args : '', derive }
}

/** One after the other; `null` if one of them is none. */
function derivation(names: string): Encoder | null {
  const steps = names.split(',').map((name) => DERIVATIONS.get(name))
  if (!steps.every((step) => step !== undefined)) return null
  return (value) => (value === '' ? '' : steps.reduce((text, step) => step(text), value))
}
