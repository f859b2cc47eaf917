/** A name server on loopback that knows the entries of lists which are asked by DNS, and nothing else. */
import { createSocket, type Socket } from 'node:dgram'

/** `silent` never answers, `failed` says that it can't tell. */
export type NameAnswer = readonly number[] | 'silent' | 'failed'

export interface NameServer {
  /** With its port. */
  readonly address: string
  /** Names that were asked for, in order. */
  readonly asked: readonly string[]
  /** By whole names, in lower case; what is not in it does not exist. */
  readonly answers: Map<string, NameAnswer>
  close(): void
}

const HEAD_BYTES = 12
const TYPE_AND_CLASS = 4
/** Flags of an answer, and what they say besides. */
const ANSWERED = 0x8180
const NO_SUCH_NAME = 3
const SERVER_FAILED = 2
/** The name of the question, type A, class IN, a minute, four bytes. */
const RECORD = [0xc0, HEAD_BYTES, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]

export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  const answers = new Map<string, NameAnswer>()
  socket.on('message', (question, from) => {
    const { name, end } = nameIn(question)
    asked.push(name)
    const answer = answers.get(name)
    if (answer === 'silent') return
    socket.send(answerTo(question, end, answer), from.port, from.address)
  })
  await listening(socket)
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    answers,
    close: () => void socket.close(),
  }
}

function listening(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve()))
}

function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = HEAD_BYTES
  for (let length = question[at]!; length > 0; length = question[at]!) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 + TYPE_AND_CLASS }
}

function answerTo(
  question: Buffer,
  end: number,
  answer: Exclude<NameAnswer, 'silent'> | undefined,
): Buffer {
  const address = typeof answer === 'object' ? answer : null
  const head = Buffer.alloc(HEAD_BYTES)
  question.copy(head, 0, 0, 2)
  const says = address !== null ? 0 : answer === 'failed' ? SERVER_FAILED : NO_SUCH_NAME
  head.writeUInt16BE(ANSWERED + says, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(address === null ? 0 : 1, 6)
  const record = address === null ? [] : [...RECORD, ...address]
  return Buffer.concat([head, question.subarray(HEAD_BYTES, end), Buffer.from(record)])
}
