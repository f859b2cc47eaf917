/**
 * Follows all branches of a program at once, from one place in a text over a character to the next
 * place. A step takes no longer than the program is, and keeps nothing of the text.
 */
import type { Alphabet } from './alphabet.ts'
import type { Place } from './node.ts'
import type { Program } from './program.ts'

/** What stands before a place; words only where the program asks for their edges. */
export type Before = 'start' | 'word' | 'other'

/** The instructions that go on at a place. */
export interface Front {
  readonly before: Before
  readonly threads: ArrayLike<number>
}

/** A match may begin anywhere, so the first instruction goes on at every place. */
export const FIRST: Front = { before: 'start', threads: [0] }

const READ = 0
const FORK = 1
const JUMP = 2
const LOOK = 3
const MATCH = 4
const CODES = { read: READ, fork: FORK, jump: JUMP, look: LOOK, match: MATCH } as const
const NONE = new Uint8Array()

/** A class, because a step of a hostile text would be made of closures otherwise. */
export class Machine {
  readonly #alphabet: Alphabet
  readonly #seesWords: boolean
  /** The program, by instruction. */
  readonly #codes: Uint8Array
  readonly #aims: Uint16Array
  readonly #takes: readonly Uint8Array[]
  readonly #places: readonly (Place | null)[]
  /** By instruction, the step in which it was last reached, and in which it last went on. */
  readonly #reached: Uint32Array
  readonly #went: Uint32Array
  #steps = 0
  readonly #pending: Uint16Array

  constructor(program: Program, alphabet: Alphabet) {
    this.#alphabet = alphabet
    this.#seesWords = program.some((step) => step.do === 'look' && step.place.endsWith('edge'))
    this.#codes = Uint8Array.from(program, (step) => CODES[step.do])
    this.#aims = Uint16Array.from(program, (step) => ('to' in step ? step.to : 0))
    this.#takes = program.map((step) => (step.do === 'read' ? alphabet.holds(step.set) : NONE))
    this.#places = program.map((step) => (step.do === 'look' ? step.place : null))
    this.#reached = new Uint32Array(program.length)
    this.#went = new Uint32Array(program.length)
    this.#pending = new Uint16Array(2 * program.length + 1)
  }

  /** The front behind a character, or at the end of the text whether the program has matched. */
  step(front: Front, symbol: number): Front | boolean {
    this.#steps++
    const threads = [0]
    for (let i = 0; i < front.threads.length; i++) {
      if (this.#follow(front.threads[i]!, front.before, symbol, threads)) return true
    }
    if (symbol === this.#alphabet.end) return false
    const isWord = this.#seesWords && this.#alphabet.isWord[symbol] === 1
    return { before: isWord ? 'word' : 'other', threads }
  }

  /** Follows one thread until all its branches read the symbol; true when one of them matches. */
  #follow(thread: number, before: Before, symbol: number, threads: number[]): boolean {
    const pending = this.#pending
    pending[0] = thread
    for (let count = 1; count > 0;) {
      const at = pending[--count]!
      if (this.#reached[at] === this.#steps) continue
      this.#reached[at] = this.#steps
      const code = this.#codes[at]!
      if (code === MATCH) return true
      if (code === READ) {
        if (this.#takes[at]![symbol] === 1) this.#goOn(at + 1, threads)
      } else if (code === LOOK) {
        if (this.#isThere(this.#places[at]!, before, symbol)) pending[count++] = at + 1
      } else {
        if (code === FORK) pending[count++] = at + 1
        pending[count++] = this.#aims[at]!
      }
    }
    return false
  }

  #goOn(at: number, threads: number[]): void {
    if (this.#went[at] === this.#steps) return
    this.#went[at] = this.#steps
    threads.push(at)
  }

  #isThere(place: Place, before: Before, symbol: number): boolean {
    switch (place) {
      case 'start':
        return before === 'start'
      case 'end':
        return symbol === this.#alphabet.end
      case 'edge':
        return (before === 'word') !== (this.#alphabet.isWord[symbol] === 1)
      case 'no_edge':
        return (before === 'word') === (this.#alphabet.isWord[symbol] === 1)
    }
  }
}
