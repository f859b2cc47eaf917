/** Reads a call's body: JSON whatever it calls itself, with an object at `data.attributes`. */
import { parseJsonBytes, readBytes } from '../body-bytes.ts'
import { isTooDeep } from '../json-depth.ts'
import { type Failure, MAX_BODY_BYTES, NO_BODY, TOO_DEEP, TOO_LARGE } from './answers.ts'

/** Keyed by what clients send: never looked into but by `Object.hasOwn`. */
export type Attributes = Readonly<Record<string, unknown>>

export type ReadBody = { readonly attributes: Attributes } | Failure

export async function readAttributes(request: Request): Promise<ReadBody> {
  const bytes = await readBytes(request, MAX_BODY_BYTES)
  if (bytes === null) return TOO_LARGE
  if (isTooDeep(bytes)) return TOO_DEEP
  const attributes = memberOf(memberOf(parsed(bytes), 'data'), 'attributes')
  return isObject(attributes) ? { attributes } : NO_BODY
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJsonBytes(bytes)
  } catch {
    return null
  }
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
