/** What a call that named no click may have meant by its parameters (`conversions.md` 7). */
import { parseClickId } from '../click-id.ts'

const NAME = /^[\w.-]{1,64}$/
const SHOWN_MAX = 30

export interface ClickIdHint {
  /** The parameters that were sent. */
  readonly seen: readonly string[]
  /** The one whose value has the shape of our ids; `null`: none has. */
  readonly likely: string | null
}

export function clickIdHint(fields: readonly (readonly [string, string])[]): ClickIdHint {
  const names = fields.map(([name]) => name)
  const likely = fields.find(([name, value]) => NAME.test(name) && parseClickId(value) !== null)
  return { seen: [...new Set(names)].slice(0, SHOWN_MAX), likely: likely?.[0] ?? null }
}

export function clickIdSentence({ seen, likely }: ClickIdHint): string {
  if (seen.length === 0) return 'The call had no parameters at all.'
  const list = `No known click-id parameter was sent, but ${seen.join(', ')}.`
  return likely === null
    ? `${list} Compare them with the postback URL of the network.`
    : `${list} The network sends our click id as ${likely}: map it, and the calls are tried again.`
}

/** A name that the setting of further click-id parameters may hold. */
export function isParameterName(name: string): boolean {
  return NAME.test(name)
}
