/**
 * Visitors that keep a ledger: each connection sends one visit after the other and notes the click
 * id of every complete answer. What they have noted, the server has promised to have stored.
 */
import type { Socket } from 'bun'

export interface ClickLedger {
  /** Click ids of complete answers, in the order they came. */
  readonly acknowledged: string[]
  /** When each of them came, in milliseconds of the process. */
  readonly acknowledgedAt: number[]
  /** Milliseconds from request to complete answer, one per answer. */
  readonly latencies: number[]
  /** Answers that were no redirect or brought no click id. */
  readonly wrong: string[]
  /** Connections that ended with a request unanswered. */
  unanswered: number
}

export interface ClickClients {
  readonly ledger: ClickLedger
  /** Sends no more; resolves when every request under way is answered or lost. */
  finish(): Promise<void>
}

export interface ClickOptions {
  readonly port: number
  /** Path and query of the n-th visit of all. */
  readonly path: (n: number) => string
  readonly connections: number
  /** Pause between an answer and the next visit of a connection. */
  readonly pauseMs?: number
  readonly headers?: (n: number) => string
}

interface Connection {
  /** Bytes of an answer that is not complete yet, as Latin-1. */
  pending: string
  isWaiting: boolean
  sentAt: number
}

const SUBID = /^set-cookie: _subid=([0-9a-v]{20})/im
const LENGTH = /^content-length: (\d+)/im
const CLOSING = /^connection: close/im

/** Connects and starts at once; a refused connection is an end, not an error. */
export async function startClicks(options: ClickOptions): Promise<ClickClients> {
  const ledger: ClickLedger = {
    acknowledged: [],
    acknowledgedAt: [],
    latencies: [],
    wrong: [],
    unanswered: 0,
  }
  const state = { visits: 0, isFinishing: false }
  const ends = Array.from({ length: options.connections }, () => connect(options, ledger, state))
  return {
    ledger,
    finish: async () => {
      state.isFinishing = true
      await Promise.all(ends)
    },
  }
}

/** Resolves when the connection has ended for good. */
function connect(
  options: ClickOptions,
  ledger: ClickLedger,
  state: { visits: number; isFinishing: boolean },
): Promise<void> {
  const connection: Connection = { pending: '', isWaiting: false, sentAt: 0 }
  const { promise, resolve } = Promise.withResolvers<void>()
  const send = (socket: Socket) => {
    if (state.isFinishing) return void socket.end()
    connection.isWaiting = true
    connection.sentAt = performance.now()
    socket.write(requestText(options, state.visits++))
  }
  const next = (socket: Socket) => {
    if (options.pauseMs && !state.isFinishing) setTimeout(send, options.pauseMs, socket)
    else send(socket)
  }
  const onData = (socket: Socket, data: Buffer) => {
    connection.pending += data.toString('latin1')
    const head = takeAnswer(connection)
    if (head === null) return
    note(ledger, head, performance.now() - connection.sentAt)
    if (CLOSING.test(head)) socket.end()
    else next(socket)
  }
  const onEnd = () => {
    if (connection.isWaiting) ledger.unanswered++
    connection.isWaiting = false
    resolve()
  }
  Bun.connect({
    hostname: '127.0.0.1',
    port: options.port,
    socket: { open: send, data: onData, close: onEnd, error: onEnd, connectError: () => resolve() },
  }).catch(() => resolve())
  return promise
}

function requestText({ path, port, headers = () => '' }: ClickOptions, n: number): string {
  return `GET ${path(n)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: ${BROWSER}\r\n${headers(n)}\r\n`
}

const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

/** The head of a complete answer, removed from what is pending; `null` until it is complete. */
function takeAnswer(connection: Connection): string | null {
  const end = connection.pending.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = connection.pending.slice(0, end)
  const size = end + 4 + Number(LENGTH.exec(head)?.[1] ?? 0)
  if (connection.pending.length < size) return null
  connection.pending = connection.pending.slice(size)
  connection.isWaiting = false
  return head
}

function note(ledger: ClickLedger, head: string, tookMs: number): void {
  ledger.latencies.push(tookMs)
  const id = SUBID.exec(head)?.[1]
  if (id !== undefined && head.startsWith('HTTP/1.1 30')) {
    ledger.acknowledged.push(id)
    ledger.acknowledgedAt.push(performance.now())
  } else ledger.wrong.push(head)
}

/**
 * The acknowledged clicks but those that came while answers took as long as `deadlineMs`: then visitors
 * are redirected before their clicks are with the system, and a kill may lose these.
 */
export function promptlyAcknowledged(
  { acknowledged, acknowledgedAt, latencies }: ClickLedger,
  deadlineMs: number,
): string[] {
  const late = acknowledgedAt.filter((_, index) => latencies[index]! >= deadlineMs)
  let next = 0
  return acknowledged.filter((_, index) => {
    const at = acknowledgedAt[index]!
    while (next < late.length && late[next]! < at - deadlineMs) next++
    return next === late.length || late[next]! > at + deadlineMs
  })
}

export function failuresOf({
  unanswered,
  wrong,
}: ClickLedger): Pick<ClickLedger, 'unanswered' | 'wrong'> {
  return { unanswered, wrong: wrong.slice(0, 3) }
}

/** The value below which the given share of all lies; 0 for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
