/** Reads the body of an answer up to a size, which counts what was unpacked. */

/** `isBroken`: it ended before its end, or not in time; these are the bytes that came. */
export interface AnswerBody {
  readonly bytes: Uint8Array
  readonly isBroken: boolean
}

export interface AnswerLimits {
  /** Of the body, unpacked. */
  readonly maxBytes: number
  /**
   * What becomes of a longer body, `refuse` unless said otherwise. With `cut` its beginning is the
   * answer, also of one that breaks off, and a packed body is unpacked, though nobody asked for it.
   */
  readonly longer?: 'refuse' | 'cut'
}

/** What can be unpacked while it is read. */
const PACKINGS: ReadonlyMap<string, CompressionFormat> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
])

/**
 * `network`: packed, though we asked for a plain one. Rejects when a body breaks off that is not to
 * be cut.
 */
export async function readAnswer(
  response: Response,
  { maxBytes, longer = 'refuse' }: AnswerLimits,
): Promise<AnswerBody | 'network' | 'too_large'> {
  const packing = packingOf(response.headers)
  if (longer === 'refuse' && (packing !== null || announces(response) > maxBytes)) {
    await response.body?.cancel()
    return packing === null ? 'too_large' : 'network'
  }
  const { bytes, isLonger, broke } = await readUpTo(unpacked(response.body, packing), maxBytes)
  if (longer === 'cut') return { bytes, isBroken: broke !== null }
  if (broke !== null) throw broke.error
  return isLonger ? 'too_large' : { bytes, isBroken: false }
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
  let broke: { readonly error: unknown } | null = null
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > maxBytes) break
    }
  } catch (error) {
    broke = { error }
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isLonger: bytes > maxBytes, broke }
}
