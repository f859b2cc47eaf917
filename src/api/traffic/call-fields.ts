/**
 * The parameters of a call from a network: query before body, the first of equal names counts. The
 * body may be a form, multipart or a JSON object, whatever its type says, and is often empty although
 * it is a POST.
 */
import { addField, eachPair } from '../../detect/query.ts'
import { cleanText, partDecoder } from '../../detect/text.ts'
import { type BodyProblem, mediaType, multipartTexts, wholeBody } from '../body-bytes.ts'
import { parseExactJson } from '../exact-json.ts'

const MAX_BODY_BYTES = 16 * 1024

export interface CallFields {
  readonly fields: ReadonlyMap<string, string>
  readonly isRepeated: boolean
  readonly hasBody: boolean
  /** The body as text, for whoever reads it another way. */
  readonly form: string
}

interface Collected {
  readonly fields: Map<string, string>
  isRepeated: boolean
}

export async function readCallFields(
  request: Request,
  rawQuery: string,
): Promise<CallFields | BodyProblem> {
  const into: Collected = { fields: new Map(), isRepeated: false }
  takePairs(rawQuery, into)
  if (request.method !== 'POST') return { ...into, hasBody: false, form: '' }
  const body = await wholeBody(request, MAX_BODY_BYTES)
  if (typeof body === 'string') return body
  const problem = await takeBody(request, body, into)
  if (problem !== null) return problem
  const form = isForm(request) ? new TextDecoder().decode(body) : ''
  return { ...into, hasBody: body.length > 0, form }
}

function isForm(request: Request): boolean {
  return mediaType(request) === 'application/x-www-form-urlencoded'
}

async function takeBody(
  request: Request,
  bytes: Uint8Array,
  into: Collected,
): Promise<BodyProblem | null> {
  if (bytes.length === 0) return null
  try {
    switch (mediaType(request)) {
      case 'application/json':
        return takeJson(new TextDecoder().decode(bytes), into)
      case 'multipart/form-data':
        return await takeMultipart(request, bytes, into)
      default:
        takeText(new TextDecoder().decode(bytes), into)
        return null
    }
  } catch {
    return 'unreadable'
  }
}

function takePairs(text: string, into: Collected): void {
  const decoded = partDecoder(text)
  eachPair(text, (from, equals, stop) => {
    take(decoded(from, equals), decoded(equals + 1, stop), into)
  })
}

/** What tools send as a form unless they are told otherwise may well be JSON. */
function takeText(text: string, into: Collected): void {
  const object = text.trimStart().startsWith('{') ? objectIn(text) : null
  if (object === null) takePairs(text, into)
  else takeObject(object, into)
}

function objectIn(text: string): object | null {
  try {
    return parseExactJson(text) as object
  } catch {
    return null
  }
}

function takeJson(text: string, into: Collected): BodyProblem | null {
  const body = parseExactJson(text)
  // As PHP and others write an object without members.
  if (body === null || (Array.isArray(body) && body.length === 0)) return null
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'unreadable'
  takeObject(body, into)
  return null
}

/** As deep as objects stand in each other are kept. */
const DEEPEST = 4

/** Members of inner objects have the names of both: `data.subid`. */
function takeObject(body: object, into: Collected, outer: readonly string[] = []): void {
  for (const [key, value] of Object.entries(body)) {
    const names = [...outer, key]
    const name = cleanText(names.join('.'))
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (list.length > 1) into.isRepeated = true
    const [first] = list
    if (typeof first === 'string' || typeof first === 'number') {
      take(name, cleanText(String(first)), into)
    } else if (typeof first === 'boolean') take(name, first ? '1' : '0', into)
    else if (first && names.length < DEEPEST) takeObject(first, into, names)
  }
}

async function takeMultipart(request: Request, bytes: Uint8Array, into: Collected): Promise<null> {
  for (const [name, value] of await multipartTexts(request, bytes)) {
    take(cleanText(name), cleanText(value), into)
  }
  return null
}

const ESCAPED = 'amp;'

/**
 * `status[]=a` is a list as PHP writes it; `&amp;status=a` was copied from a page. Without its status
 * what is rejected would be a sale.
 */
export function parameterName(name: string): string {
  const plain = name.startsWith(ESCAPED) ? name.slice(ESCAPED.length) : name
  return plain.endsWith('[]') ? plain.slice(0, -2) : plain
}

function take(name: string, value: string, into: Collected): void {
  const plain = parameterName(name)
  if (into.fields.has(plain)) into.isRepeated = true
  else addField(plain, value, into.fields)
}
