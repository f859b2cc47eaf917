/** What signs a network's calls: the parameter, and a secret that is given and never shown. */
import { ask, get } from '../../api/client.ts'
import { t } from '../../words/words.ts'
import { type FieldSpec, textOf, type Values } from './field-specs.ts'

interface Full {
  readonly signature: { readonly parameter: string; readonly isSet: boolean } | null
}

/** Where the server's problems with them are shown. */
export const SIGNATURE_ALIASES = {
  signature: 'signatureSecret',
  'signature.parameter': 'signatureParameter',
  'signature.secret': 'signatureSecret',
} as const

export async function readSignature(id: string): Promise<Values> {
  const { signature } = await get<Full>(`/affiliate_network/${id}/full`)
  const parameter = signature?.parameter ?? ''
  return { signatureParameter: parameter, storedSignature: parameter, signatureSecret: '' }
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
