/** One exchange of raw bytes with a server, as `transport: raw` of the hostile cases describes it. */
import { connect } from 'node:net'

export interface Sending {
  readonly port: number
  /** Latin-1: one character is one byte. */
  readonly text: string
  readonly halfClose?: boolean
  readonly resetAfterSend?: boolean
}

export interface Received {
  readonly answers: readonly Answer[]
  readonly isClosed: boolean
  /** Milliseconds from the last byte sent to the first received; `null` when nothing came. */
  readonly firstByteMs: number | null
}

export interface Answer {
  readonly status: number
  /** Names in lower case, in order, doubled ones kept. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

const SILENCE_MS = 1500

/** Reads until the server closes or is silent for 1.5 s. Never rejects once connected. */
export function exchange(sending: Sending): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>()
  let [text, sentAt, firstAt] = ['', 0, 0]
  const finish = (isClosed: boolean) => {
    socket.destroy()
    const firstByteMs = firstAt === 0 ? null : firstAt - sentAt
    resolve({ answers: answersIn(text), isClosed, firstByteMs })
  }
  const socket = connect(sending.port, '127.0.0.1', () => {
    sentAt = performance.now()
    if (sending.halfClose) socket.end(sending.text, 'latin1')
    else
      socket.write(sending.text, 'latin1', () => sending.resetAfterSend && socket.resetAndDestroy())
  })
  socket.setTimeout(SILENCE_MS, () => finish(false))
  socket.on('data', (data) => {
    if (firstAt === 0) firstAt = performance.now()
    text += data.toString('latin1')
  })
  socket.on('close', () => finish(true))
  socket.on('error', (error) => {
    if (sentAt === 0) reject(error)
  })
  return promise
}

/** All answers in a stream of bytes, without interim ones (1xx). A torn last one is left out. */
function answersIn(stream: string): Answer[] {
  const answers: Answer[] = []
  let rest = stream
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return answers
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n')
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0)
    const headers = lines.map(headerOf)
    const [body, after] = bodyIn(rest.slice(end + 4), headers)
    if (status < 100 || status >= 200) answers.push({ status, headers, body })
    rest = after
  }
}

function headerOf(line: string): [string, string] {
  const at = line.indexOf(':')
  return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
}

/** The body and what follows it; without a length it goes to the end. */
function bodyIn(text: string, headers: readonly (readonly [string, string])[]): [string, string] {
  const values = new Map(headers)
  if (values.get('transfer-encoding') === 'chunked') return chunksIn(text)
  const length = Number(values.get('content-length') ?? (values.has('location') ? 0 : text.length))
  return [text.slice(0, length), text.slice(length)]
}

function chunksIn(text: string): [string, string] {
  let [body, at] = ['', 0]
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (lineEnd < 0 || Number.isNaN(size)) return [body, '']
    at = lineEnd + 2
    if (size === 0) return [body, text.slice(at + 2)]
    body += text.slice(at, at + size)
    at += size + 2
  }
}

/** The first header of that name, `''` when there is none. */
export function headerIn(answer: Answer, name: string): string {
  return answer.headers.find(([key]) => key === name.toLowerCase())?.[1] ?? ''
}
