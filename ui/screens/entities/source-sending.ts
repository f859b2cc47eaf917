/** How a source's postbacks are sent, and which answers are failures whatever their status. */
import type { ComponentChildren } from 'preact'

import { ask, get } from '../../api/client.ts'
import { t } from '../../words/words.ts'
import { type FieldSpec, textOf, type Values } from './field-specs.ts'
import { filledPairs } from './pairs-table.tsx'

interface Sending {
  readonly method: string
  readonly format: string
  readonly body: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly successText: string
  readonly failureText: string
}

interface Full {
  readonly sending: Sending
}

export const PLAIN_SENDING: Values = {
  method: 'GET',
  format: 'form',
  body: '',
  headers: [],
  successText: '',
  failureText: '',
}

/** `storedSending` is what the server has. */
export async function readSending(id: string, signal?: AbortSignal): Promise<Values> {
  const { sending } = await get<Full>(`/traffic_source/${id}/full`, signal)
  const { method, format, body, headers, successText, failureText } = sending
  const pairs = headers.map(({ name, value }) => [name, value])
  const values = { method, format, body, headers: pairs, successText, failureText }
  return { ...values, storedSending: JSON.stringify(sendingOf(values)) }
}

export async function changeSending(id: string, values: Values): Promise<void> {
  const sending = sendingOf(values)
  const stored = textOf(values, 'storedSending') || JSON.stringify(sendingOf(PLAIN_SENDING))
  if (JSON.stringify(sending) === stored) return
  await ask('PATCH', `/traffic_source/${id}/full`, { body: { sending } })
}

function sendingOf(values: Values): Sending {
  return {
    method: textOf(values, 'method'),
    format: textOf(values, 'format'),
    body: textOf(values, 'body'),
    headers: filledPairs(values['headers']).map(([name, value]) => ({ name: name.trim(), value })),
    successText: textOf(values, 'successText').trim(),
    failureText: textOf(values, 'failureText').trim(),
  }
}

/** A body is asked for where there is one; `macros` is the menu beside it. */
export function sendingFields(values: Values, macros: ComponentChildren): readonly FieldSpec[] {
  const body: readonly FieldSpec[] = [
    {
      kind: 'select',
      name: 'format',
      label: t('sending.format'),
      options: [
        { value: 'form', label: t('sending.form') },
        { value: 'json', label: 'JSON' },
      ],
    },
    {
      kind: 'area',
      name: 'body',
      label: t('sending.body'),
      hint: t('sending.bodyHint'),
      rows: 3,
      suffix: macros,
      isWide: true,
    },
  ]
  return [
    {
      kind: 'text',
      name: 'failureText',
      label: t('sending.failure'),
      hint: t('sending.failureHint'),
      placeholder: 'error',
    },
    {
      kind: 'text',
      name: 'successText',
      label: t('sending.success'),
      hint: t('sending.successHint'),
    },
    {
      kind: 'select',
      name: 'method',
      label: t('sending.method'),
      options: ['GET', 'POST'].map((value) => ({ value, label: value })),
    },
    ...(textOf(values, 'method') === 'POST' ? body : []),
  ]
}
