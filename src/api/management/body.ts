/**
 * Reads a request body as JSON whatever its content type says, with limits that hold before anything
 * is parsed: size while reading, depth by a scan of the bytes.
 */
import { parseJsonBytes, readBytes } from '../body-bytes.ts'
import { isTooDeep } from '../json-depth.ts'

export const BODY_MAX_BYTES = 2 * 1024 * 1024
const KEYS_MAX = 1000

export type Body = { readonly json: unknown } | { readonly problem: 'too_large' | 'bad_json' }

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

export async function readBody(request: Request, maxBytes = BODY_MAX_BYTES): Promise<Body> {
  const bytes = await readBytes(request, maxBytes)
  if (bytes === null) return { problem: 'too_large' }
  return parseJson(bytes)
}

/** An object is wanted everywhere; lists and plain values are broken input. */
export function parseJson(bytes: Uint8Array): Body {
  if (isTooDeep(bytes)) return { problem: 'bad_json' }
  try {
    const json = parseJsonBytes(bytes)
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
    return isObject && areKeysFine(json) ? { json } : { problem: 'bad_json' }
  } catch {
    return { problem: 'bad_json' }
  }
}

function areKeysFine(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(areKeysFine)
  const keys = Object.keys(value)
  if (keys.length > KEYS_MAX || keys.some((key) => FORBIDDEN_KEYS.has(key))) return false
  return Object.values(value).every(areKeysFine)
}
