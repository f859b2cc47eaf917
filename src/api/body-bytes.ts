/** Bodies: what they say to be, their bytes within a limit, and what is done with those nobody reads. */

/** More is left to end with its connection. */
const UNREAD_BODY_BYTES = 64 * 1024

export type BodyProblem = 'too_large' | 'unreadable'

/**
 * For calls that come all the time: taken at once, which costs 5 µs less than reading in pieces. One
 * that does not say how long it is is refused only when all of it has come.
 */
export async function wholeBody(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array | BodyProblem> {
  if (saysMoreThan(request.headers, maxBytes)) return 'too_large'
  try {
    const bytes = await request.bytes()
    return bytes.length > maxBytes ? 'too_large' : bytes
  } catch {
    return 'unreadable'
  }
}

/** In pieces, of which no more than the limit are held. Null: there is more, or it is cut off. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  if (saysMoreThan(request.headers, maxBytes)) return null
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes) return null
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

/** Throws for what is no JSON or not in UTF-8: letters of other encodings would become question marks. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}

export function saysMoreThan(headers: Headers, maxBytes: number): boolean {
  return Number(headers.get('content-length') ?? 0) > maxBytes
}

/** In lower case and without what follows it; `''` where none is named. */
export function mediaType({ headers }: Request): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

/** The texts of a multipart form; files are left out. Rejects when it is not readable. */
export async function multipartTexts(
  { headers }: Request,
  bytes: Uint8Array,
): Promise<[name: string, value: string][]> {
  const type = { 'Content-Type': headers.get('content-type') ?? '' }
  const form = await new Response(Buffer.from(bytes), { headers: type }).formData()
  const texts: [string, string][] = []
  form.forEach((value, name) => {
    if (typeof value === 'string') texts.push([name, value])
  })
  return texts
}

/** A body nobody reads would be taken for the connection's next request. */
export async function readRest(request: Request): Promise<void> {
  if (request.body === null || request.bodyUsed) return
  if (saysMoreThan(request.headers, UNREAD_BODY_BYTES)) return
  await request.arrayBuffer().catch(() => null)
}
