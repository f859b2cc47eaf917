/**
 * Bodies that do not say how long they are: read before the surfaces, which look at the length first.
 * Nobody is known yet, so what is held of all that have not ended has a limit.
 */
export interface ChunkedLimits {
  /** Of one body. */
  readonly most: number
  /** Of all that are being read; the one that has been on its way for longest makes room. */
  readonly together: number
}

export type Measured = Request | 'too_large' | 'no_room'

interface Reading {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>
  readonly chunks: Uint8Array[]
  size: number
  isCut: boolean
}

export function chunkedBodies({ most, together }: ChunkedLimits) {
  /** In the order in which they began. */
  const readings = new Set<Reading>()
  let held = 0

  const release = (reading: Reading) => {
    if (readings.delete(reading)) held -= reading.size
  }

  const makeRoom = () => {
    for (const oldest of readings) {
      if (held <= together) return
      release(oldest)
      oldest.isCut = true
      oldest.chunks.length = 0
      leave(oldest)
    }
  }

  const readAll = async (
    reading: Reading,
  ): Promise<Uint8Array<ArrayBuffer> | 'too_large' | 'no_room'> => {
    for (;;) {
      const { done, value } = await reading.reader.read()
      if (reading.isCut) return 'no_room'
      if (done) return Buffer.concat(reading.chunks)
      reading.chunks.push(value)
      reading.size += value.byteLength
      held += value.byteLength
      if (reading.size > most) {
        leave(reading)
        return 'too_large'
      }
      makeRoom()
    }
  }

  return {
    /** The request with its body read and its length known. Rejects when the body breaks off. */
    async measured(request: Request): Promise<Measured> {
      if (request.body === null) return withBody(request, new Uint8Array())
      const reader: Reading['reader'] = request.body.getReader()
      const reading: Reading = { reader, chunks: [], size: 0, isCut: false }
      readings.add(reading)
      try {
        const body = await readAll(reading)
        return typeof body === 'string' ? body : withBody(request, body)
      } finally {
        release(reading)
      }
    },
    /** Bytes of bodies that have not ended. */
    held: () => held,
  }
}

/** Ends a wait for more, and leaves what comes to the connection. */
function leave({ reader }: Reading): void {
  void reader.cancel().catch(() => {})
}

function withBody({ url, method, headers }: Request, body: Uint8Array<ArrayBuffer>): Request {
  headers.set('content-length', String(body.byteLength))
  return new Request(url, { method, headers, body: body.byteLength === 0 ? null : body })
}
