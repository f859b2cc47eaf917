/**
 * Several questions in one request: each part is answered as if it had been asked alone, with the same
 * key or session, its own status and its own place in the caller's bucket. A line for each, as soon as
 * it is known, so that one that takes long holds none of the others up.
 */
import { type Static, Type } from '@sinclair/typebox'

import { PATHS } from '../../core/paths.ts'
import { breathe } from '../../lib/turns.ts'
import { errorBody, type Failure, NO_PART, UNKNOWN_PATH } from './errors.ts'
import { type Call, type Connection, type Operation, operation } from './operation.ts'
import type { Streamed } from './streamed.ts'

/** A screen needs ten; more would be a list in another form. */
const PARTS_MAX = 20
const HEADERS = {
  'Content-Type': 'application/x-ndjson',
  'X-Content-Type-Options': 'nosniff',
}
/** What a client reads of the head of a single answer. */
const TOLD_HEADERS = ['etag', 'x-request-id', 'retry-after']

const Questions = Type.Object({
  get: Type.Array(Type.String({ minLength: 2, maxLength: 8192, pattern: '^/' }), {
    minItems: 1,
    maxItems: PARTS_MAX,
    description: `Paths below ${PATHS.management} with their queries, each of them a GET`,
  }),
})

const Part = Type.Object({
  part: Type.Integer({ description: 'Its place in the request, from 0' }),
  status: Type.Integer(),
  headers: Type.Record(Type.String(), Type.String(), {
    description: `Of ${TOLD_HEADERS.join(', ')} those that it has`,
  }),
  body: Type.Unknown({ description: 'What the operation answers alone, errors too' }),
})

/** Who answers a part of a request, given the way to all operations. */
export interface PartDesk {
  readonly answerPart: (whole: Request, path: string) => Promise<Response>
  readonly connectionOf: (request: Request) => Connection
}

/** Parts come from where the whole request came from. */
export function partDesk(
  connectionOf: (request: Request) => Connection,
  answer: (request: Request) => Response | Promise<Response>,
): PartDesk {
  const wholes = new WeakMap<Request, Request>()
  return {
    async answerPart(whole, path) {
      const { headers, signal, url } = whole
      const part = new Request(new URL(PATHS.management + path, url), { headers, signal })
      wholes.set(part, whole)
      return answer(part)
    },
    connectionOf(request) {
      const whole = wholes.get(request)
      return whole === undefined
        ? connectionOf(request)
        : { ...connectionOf(whole), isPart: true as const }
    },
  }
}

async function lineOf({ answerPart, request }: Call, path: string, part: number): Promise<string> {
  const isBelow = new URL(PATHS.management + path, request.url).pathname.startsWith(
    `${PATHS.management}/`,
  )
  if (!isBelow) return failedLine(part, UNKNOWN_PATH)
  const response = await answerPart(request, path)
  const { status, headers, body } = response
  if (!/^application\/(vnd\.api\+)?json/.test(headers.get('content-type') ?? '')) {
    await body?.cancel()
    return failedLine(part, NO_PART)
  }
  const told = TOLD_HEADERS.filter((name) => headers.has(name))
  const head = Object.fromEntries(told.map((name) => [name, headers.get(name)]))
  const start = JSON.stringify({ part, status, headers: head })
  return `${start.slice(0, -1)},"body":${await response.text()}}\n`
}

function failedLine(part: number, failure: Failure): string {
  const { status } = failure
  return `${JSON.stringify({ part, status, headers: {}, body: errorBody(failure) })}\n`
}

/** In the order in which they are known. Visitors come between any two that begin. */
async function* linesOf(call: Call<unknown, Static<typeof Questions>>): AsyncGenerator<string> {
  const running = new Map<number, Promise<readonly [number, string]>>()
  for (const [part, path] of call.query.get.entries()) {
    await breathe()
    if (call.request.signal.aborted) return
    running.set(
      part,
      lineOf(call, path, part).then((line) => [part, line]),
    )
  }
  while (running.size > 0) {
    const [part, line] = await Promise.race(running.values())
    running.delete(part)
    yield line
    // The next one may take its time.
    yield ''
  }
}

async function* nothing(): AsyncGenerator<string> {}

export const batchOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/batch',
    id: 'readTogether',
    summary: `Answer up to ${PARTS_MAX} GETs in one request: a line of JSON for each, as soon as it is known`,
    tag: 'Several at once',
    own: true,
    isAlone: true,
    query: Questions,
    answer: Part,
    run: (call): Streamed => {
      const lines = call.request.method === 'HEAD' ? nothing() : linesOf(call)
      return { lines, headers: HEADERS }
    },
  }),
]
