/** Reads a call from HTTP: query and body merged, and what the caller wants of the answer. */
import { splitUrl } from '../address.ts'
import { mediaType, multipartTexts, saysMoreThan, wholeBody } from '../body-bytes.ts'
import { parseExactJson } from '../exact-json.ts'
import {
  type Failure,
  MAX_BODY_BYTES,
  NO_JSON_OBJECT,
  TOO_LARGE,
  UNREADABLE_BODY,
} from './errors.ts'
import { type CallFields, newReading, type Reading, takeObject, takeUrlencoded } from './fields.ts'

export interface ReadCall {
  readonly fields: CallFields
  /** The media type of a body that was not read, `''` otherwise. */
  readonly ignoredBody: string
}

export async function readCall(request: Request): Promise<ReadCall | Failure> {
  const fields = newReading()
  takeUrlencoded(fields, splitUrl(request.url).rawQuery)
  if (request.method !== 'POST') return { fields, ignoredBody: '' }
  const type = mediaType(request)
  const failure = isUrlencoded(type)
    ? await takeForm(request, fields)
    : await takeBytes(request, type, fields)
  if (failure === 'ignored') return { fields, ignoredBody: type }
  return failure ?? { fields, ignoredBody: '' }
}

/** Callers without a library say nothing, or what their library says of any text. */
function isUrlencoded(type: string): boolean {
  return type === 'application/x-www-form-urlencoded' || type === '' || type === 'text/plain'
}

/** What nearly all calls are: as text at once, which costs less than bytes that are decoded then. */
async function takeForm(request: Request, into: Reading): Promise<Failure | null> {
  if (saysMoreThan(request.headers, MAX_BODY_BYTES)) return TOO_LARGE
  try {
    const text = await request.text()
    // No character is shorter than a byte.
    if (text.length > MAX_BODY_BYTES) return TOO_LARGE
    takeUrlencoded(into, text)
    return null
  } catch {
    return UNREADABLE_BODY
  }
}

async function takeBytes(
  request: Request,
  type: string,
  into: Reading,
): Promise<Failure | 'ignored' | null> {
  const bytes = await wholeBody(request, MAX_BODY_BYTES)
  if (typeof bytes === 'string') return bytes === 'too_large' ? TOO_LARGE : UNREADABLE_BODY
  if (type === 'application/json') return takeJsonBody(bytes, into)
  if (type === 'multipart/form-data') return takeMultipart(request, bytes, into)
  return bytes.length === 0 ? null : 'ignored'
}

/** An empty body says nothing, which is no error. */
function takeJsonBody(bytes: Uint8Array, into: Reading): Failure | null {
  const text = new TextDecoder().decode(bytes)
  if (text.trim() === '') return null
  const object = parseJson(text)
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return NO_JSON_OBJECT
  takeObject(into, object)
  return null
}

function parseJson(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return null
  }
}

async function takeMultipart(
  request: Request,
  bytes: Uint8Array,
  into: Reading,
): Promise<Failure | null> {
  try {
    const texts = await multipartTexts(request, bytes)
    for (const [name, value] of texts) takeObject(into, { [name]: value })
    return null
  } catch {
    return UNREADABLE_BODY
  }
}
