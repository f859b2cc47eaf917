/** Messages that wait for their way out, and how the last ones fared. */
import {
  afterFailure,
  isDue,
  type Letter,
  type LetterKind,
  posted,
} from '../../core/notifications/outbox.ts'
import type { OutboundClient } from '../outbound/outbound.ts'
import { deliver, destinations, type Messengers } from './messengers.ts'

export interface LetterboxParts {
  readonly client: Pick<OutboundClient, 'send'>
  readonly messengers: () => Messengers
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly onProblem: (problem: string) => void
}

export interface NotificationFacts {
  /** When a message arrived last, epoch milliseconds; null: none since the start. */
  readonly lastAt: number | null
  /** Messages that did not arrive yet. */
  readonly waiting: number
  /** Why one of them did not; null: none has failed. */
  readonly failure: string | null
}

/** How a message to one destination ended. */
export interface Delivered {
  /** A chat, or `webhook`. */
  readonly to: string
  /** Null: it arrived. */
  readonly problem: string | null
}

export interface Letterbox {
  /** For everybody, with the next round. */
  post(kind: LetterKind, text: string): void
  /** Sends what is due; resolves when all of it has arrived or failed. */
  sendDue(): Promise<void>
  /** To everybody at once; what fails is not tried again. */
  sendNow(text: string): Promise<readonly Delivered[]>
  letters(): readonly Letter[]
  facts(): NotificationFacts
}

/** `letters`: those that waited when the last run ended. */
export function openLetterbox(parts: LetterboxParts, before: readonly Letter[]): Letterbox {
  const { client, messengers, clock } = parts
  let letters = before
  let lastAt: number | null = null
  let failure: string | null = null
  const send = async (letter: Pick<Letter, 'to' | 'kind' | 'text'>): Promise<string | null> => {
    const problem = await deliver(client, messengers(), letter)
    if (problem === null) lastAt = clock()
    return problem
  }
  const sendAgain = async (letter: Letter): Promise<Letter | null> => {
    const problem = await send(letter)
    if (problem === null) return null
    failure = `${letter.to}: ${problem}`
    parts.onProblem(failure)
    return afterFailure(letter, clock())
  }
  return {
    post(kind, text) {
      letters = posted(letters, { to: destinations(messengers()), kind, text }, clock())
    },
    async sendDue() {
      const known = new Set(destinations(messengers()))
      const now = clock()
      const tried = letters
        .filter(({ to }) => known.has(to))
        .map(async (letter) => (isDue(letter, now) ? sendAgain(letter) : letter))
      letters = (await Promise.all(tried)).filter((letter) => letter !== null)
      if (letters.length === 0) failure = null
    },
    sendNow: (text) =>
      Promise.all(
        destinations(messengers()).map(async (to) => ({
          to,
          problem: await send({ to, kind: 'test', text }),
        })),
      ),
    letters: () => letters,
    facts: () => ({ lastAt, waiting: letters.length, failure }),
  }
}
