/**
 * What only the whole of a network tells: what signs its calls (the parameter, and a secret that is given
 * and never shown), and what of its payouts and words will never count.
 */
import { ask, get } from '../../api/client.ts'
import { t } from '../../words/words.ts'
import { type FieldSpec, textOf, type Values } from './field-specs.ts'

interface Whole {
  readonly signature: { readonly parameter: string; readonly isSet: boolean } | null
  /** Absent for those from whom money is kept. */
  readonly uncounted?: {
    readonly statusMap?: readonly string[]
    readonly statusPayoutRelations?: readonly string[]
  }
}

/** Where the server's problems with them are shown. */
export const SIGNATURE_ALIASES = {
  signature: 'signatureSecret',
  'signature.parameter': 'signatureParameter',
  'signature.secret': 'signatureSecret',
} as const

export async function readWhole(id: string, signal?: AbortSignal): Promise<Values> {
  const { signature, uncounted = {} } = await get<Whole>(`/affiliate_network/${id}/full`, signal)
  const parameter = signature?.parameter ?? ''
  return {
    signatureParameter: parameter,
    storedSignature: parameter,
    signatureSecret: '',
    uncounted: uncounted.statusPayoutRelations ?? [],
    uncountedWords: uncounted.statusMap ?? [],
  }
}

/** An empty secret leaves the one that is kept. */
export async function changeSignature(id: string, values: Values): Promise<void> {
  const parameter = textOf(values, 'signatureParameter').trim()
  const secret = textOf(values, 'signatureSecret')
  if (parameter === textOf(values, 'storedSignature') && secret === '') return
  const said = { parameter, ...(secret === '' ? {} : { secret }) }
  const body = { signature: parameter === '' ? null : said }
  await ask('PATCH', `/affiliate_network/${id}/full`, { body })
}

export function signatureFields(values: Values): readonly FieldSpec[] {
  const isKept = textOf(values, 'storedSignature') !== ''
  const parameter: FieldSpec = {
    kind: 'text',
    name: 'signatureParameter',
    label: t('network.signature'),
    hint: t('network.signatureHint'),
    placeholder: 'sig',
  }
  const secret: FieldSpec = {
    kind: 'password',
    name: 'signatureSecret',
    label: t('network.secret'),
    hint: isKept ? t('network.secretSet') : t('network.secretHint'),
  }
  return textOf(values, 'signatureParameter') === '' ? [parameter] : [parameter, secret]
}
