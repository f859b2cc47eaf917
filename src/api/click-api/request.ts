/** Reads a call from HTTP: query and body merged, and what the caller wants of the answer. */
import {
  type Failure,
  MAX_BODY_BYTES,
  NO_JSON_OBJECT,
  TOO_LARGE,
  UNREADABLE_BODY,
} from './errors.ts'
import { type CallFields, fieldCollector, type Take, takeObject, takeUrlencoded } from './fields.ts'

export interface ReadCall {
  readonly fields: CallFields
  /** The media type of a body that was not read, `''` otherwise. */
  readonly ignoredBody: string
}

export async function readCall(request: Request): Promise<ReadCall | Failure> {
  const { take, fields } = fieldCollector()
  takeUrlencoded(queryOf(request.url), take)
  if (request.method !== 'POST') return { fields, ignoredBody: '' }
  const bytes = await bodyOf(request)
  if (!(bytes instanceof Uint8Array)) return bytes
  const type = mediaType(request)
  const failure = await takeBody(bytes, request, take)
  if (failure === 'ignored') return { fields, ignoredBody: type }
  return failure ?? { fields, ignoredBody: '' }
}

function queryOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? '' : url.slice(query + 1)
}

function mediaType({ headers }: Request): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

async function bodyOf(request: Request): Promise<Uint8Array | Failure> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return TOO_LARGE
  try {
    const bytes = await request.bytes()
    return bytes.length > MAX_BODY_BYTES ? TOO_LARGE : bytes
  } catch {
    return UNREADABLE_BODY
  }
}

async function takeBody(
  bytes: Uint8Array,
  request: Request,
  take: Take,
): Promise<Failure | 'ignored' | null> {
  switch (mediaType(request)) {
    case '':
    case 'text/plain':
    case 'application/x-www-form-urlencoded':
      takeUrlencoded(new TextDecoder().decode(bytes), take)
      return null
    case 'application/json':
      return takeJsonBody(bytes, take)
    case 'multipart/form-data':
      return takeMultipart(bytes, request.headers.get('content-type') ?? '', take)
    default:
      return bytes.length === 0 ? null : 'ignored'
  }
}

/** An empty body says nothing, which is no error. */
function takeJsonBody(bytes: Uint8Array, take: Take): Failure | null {
  const text = new TextDecoder().decode(bytes)
  if (text.trim() === '') return null
  const object = parseJson(text)
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return NO_JSON_OBJECT
  takeObject(object, take)
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Files are left out. */
async function takeMultipart(bytes: Uint8Array, type: string, take: Take): Promise<Failure | null> {
  try {
    const form = await new Response(Buffer.from(bytes), {
      headers: { 'Content-Type': type },
    }).formData()
    form.forEach((value, name) => {
      if (typeof value === 'string') takeObject({ [name]: value }, take)
    })
    return null
  } catch {
    return UNREADABLE_BODY
  }
}
