/**
 * What GET shows may be sent back as it is, also to operations that refuse what they don't know: of
 * what can't be changed, equal values are skipped and others refused.
 */
import { Kind, type TSchema } from '@sinclair/typebox'

import type { Fields } from '../../manage/refusal.ts'
import { type Shaped, shaped } from './shape.ts'

/** Moves with every change, so that it says nothing about what is wanted. */
const MOVING: ReadonlySet<string> = new Set(['changedAt'])

/** `shown` makes the object as GET shows it to this caller, or anything else, which shows nothing. */
export async function shapedBesideShown(
  schema: TSchema,
  json: unknown,
  shown: () => Promise<unknown>,
): Promise<Shaped<unknown>> {
  const plain = shaped(schema, json, 'refuse_unknown')
  const sent = plainObject(json)
  if (!('fields' in plain) || sent === null || schema[Kind] !== 'Object') return plain
  const now = plainObject(await shown()) ?? {}
  const isShownOnly = (name: string) =>
    Object.hasOwn(now, name) && !Object.hasOwn(schema['properties'], name)
  const isEcho = (name: string) => MOVING.has(name) || Bun.deepEquals(sent[name], now[name])
  const rest = Object.entries(sent).filter(([name]) => !isShownOnly(name) || !isEcho(name))
  const result = shaped(schema, Object.fromEntries(rest), 'refuse_unknown')
  return 'fields' in result ? { fields: inWords(result.fields, isShownOnly) } : result
}

/** As JSON has it: what is undefined is not there. */
function plainObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
}

function inWords(fields: Fields, isShownOnly: (name: string) => boolean): Fields {
  const told = Object.entries(fields).map(([name, texts]) => [
    name,
    isShownOnly(name) ? ["can't be changed here: leave it out, or send it as it is now"] : texts,
  ])
  return Object.fromEntries(told) as Fields
}
