/** Reads a call's body: JSON whatever it calls itself, with an object at `data.attributes`. */
import { isDeeperThan } from '../json-depth.ts'
import { type Failure, MAX_BODY_BYTES, NO_BODY, TOO_DEEP, TOO_LARGE } from './answers.ts'

const DEPTH_MAX = 32

/** Keyed by what clients send: never looked into but by `Object.hasOwn`. */
export type Attributes = Readonly<Record<string, unknown>>

export type ReadBody = { readonly attributes: Attributes } | Failure

export function saysTooLarge(headers: Headers): boolean {
  return Number(headers.get('content-length') ?? 0) > MAX_BODY_BYTES
}

export async function readAttributes(request: Request): Promise<ReadBody> {
  const bytes = await readBytes(request)
  if (bytes === null) return TOO_LARGE
  if (isDeeperThan(bytes, DEPTH_MAX)) return TOO_DEEP
  const attributes = memberOf(memberOf(parsed(bytes), 'data'), 'attributes')
  return isObject(attributes) ? { attributes } : NO_BODY
}

/** Null: more than the limit, or cut off. */
async function readBytes(request: Request): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > MAX_BODY_BYTES) return null
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
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
