/** Reads the body of an answer up to a size, which counts what was unpacked. */

export interface AnswerLimits {
  /** Of the body, unpacked. */
  readonly maxBytes: number
  /**
   * What becomes of a longer body, `refuse` unless said otherwise. With `cut` its beginning is the
   * answer, and a packed body is unpacked, though nobody asked for it.
   */
  readonly longer?: 'refuse' | 'cut'
}

/** What can be unpacked while it is read. */
const PACKINGS: ReadonlyMap<string, CompressionFormat> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
])

/** `network`: packed, though we asked for a plain one. */
export async function readAnswer(
  response: Response,
  { maxBytes, longer = 'refuse' }: AnswerLimits,
): Promise<Uint8Array | 'network' | 'too_large'> {
  const packing = packingOf(response.headers)
  if (longer === 'refuse' && (packing !== null || announces(response) > maxBytes)) {
    await response.body?.cancel()
    return packing === null ? 'too_large' : 'network'
  }
  const { bytes, isWhole } = await readUpTo(unpacked(response.body, packing), maxBytes)
  return isWhole || longer === 'cut' ? bytes : 'too_large'
}

function announces({ headers }: Response): number {
  return Number(headers.get('content-length'))
}

/** `null` for none. */
function packingOf(headers: Headers): string | null {
  const encoding = (headers.get('content-encoding') ?? '').trim().toLowerCase()
  return encoding === '' || encoding === 'identity' ? null : encoding
}

/** A packing that we can't undo stays: its bytes say nothing, but the status does. */
function unpacked(body: Body, packing: string | null): Body {
  const format = PACKINGS.get(packing ?? '')
  if (body === null || format === undefined) return body
  return body.pipeThrough(new DecompressionStream(format) as BytesThrough)
}

type Body = ReadableStream<Uint8Array> | null
type BytesThrough = ReadableWritablePair<Uint8Array, Uint8Array>

/** Leaving the loop closes the connection. */
async function readUpTo(body: Body, maxBytes: number) {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) break
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isWhole: bytes <= maxBytes }
}
