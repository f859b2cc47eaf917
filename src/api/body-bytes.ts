/** Bodies as bytes within a limit, and what is done with those that nobody reads. */

/** More is left to end with its connection. */
export const UNREAD_BODY_BYTES = 64 * 1024

/** Null: more than the limit, or cut off. */
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

export function saysMoreThan(headers: Headers, maxBytes: number): boolean {
  return Number(headers.get('content-length') ?? 0) > maxBytes
}

/** A body nobody reads would be taken for the connection's next request. */
export async function readRest(request: Request): Promise<void> {
  if (request.body === null || request.bodyUsed) return
  if (saysMoreThan(request.headers, UNREAD_BODY_BYTES)) return
  await request.arrayBuffer().catch(() => null)
}
