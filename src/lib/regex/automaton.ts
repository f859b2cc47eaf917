/**
 * Looks at each character of a text once, and remembers what follows from it, so that most cost one
 * look into a table. What is remembered is bounded, and so is what one text adds to it: beyond that
 * each step is worked out. No text makes it fail, grow, or take more than
 * (instructions × characters) steps.
 */
import { type Alphabet, alphabetOf } from './alphabet.ts'
import { FIRST, type Front, Machine } from './machine.ts'
import type { Program } from './program.ts'

/** Transitions that are known at once, 8 bytes each; when there are more all are forgotten. */
const KNOWN_LIMIT = 16_384
/** So many transitions one text may add. */
const LEARNED_PER_TEXT = 64

interface State {
  readonly front: Front
  /** By symbol; `null` is not known yet. */
  readonly next: (State | boolean | null)[]
}

/** A test for whether the program matches anywhere in a text. */
export function searchFor(program: Program): (text: string) => boolean {
  const automaton = new Automaton(program)
  return (text) => automaton.search(text)
}

class Automaton {
  readonly #alphabet: Alphabet
  readonly #machine: Machine
  readonly #states = new Map<string, State>()
  #first: State | null = null

  constructor(program: Program) {
    this.#alphabet = alphabetOf(program)
    this.#machine = new Machine(program, this.#alphabet)
  }

  search(text: string): boolean {
    const alphabet = this.#alphabet
    let state = (this.#first ??= this.#stateOf(FIRST))
    let learned = 0
    for (let at = 0; at < text.length; at++) {
      const point = text.codePointAt(at)!
      const symbol = alphabet.symbolOf(point)
      let next = state.next[symbol] ?? null
      if (next === null) {
        if (++learned > LEARNED_PER_TEXT) return this.#workOut(state.front, text.slice(at))
        next = this.#learn(state, symbol)
      }
      if (typeof next === 'boolean') return next
      state = next
      if (point > 0xffff) at++
    }
    return (state.next[alphabet.end] ?? this.#learn(state, alphabet.end)) === true
  }

  /** As `search` from that front on, without remembering anything. */
  #workOut(from: Front, rest: string): boolean {
    let front = from
    for (const char of rest) {
      const next = this.#machine.step(front, this.#alphabet.symbolOf(char.codePointAt(0)!))
      if (typeof next === 'boolean') return next
      front = next
    }
    return this.#machine.step(front, this.#alphabet.end) === true
  }

  #learn(state: State, symbol: number): State | boolean {
    const next = this.#machine.step(state.front, symbol)
    const known = typeof next === 'boolean' ? next : this.#stateOf(next)
    state.next[symbol] = known
    return known
  }

  #stateOf(front: Front): State {
    const name = nameOf(front)
    const known = this.#states.get(name)
    if (known !== undefined) return known
    const symbols = this.#alphabet.end + 1
    if ((this.#states.size + 1) * symbols > KNOWN_LIMIT) this.#forget()
    const made: State = { front, next: Array<null>(symbols).fill(null) }
    this.#states.set(name, made)
    return made
  }

  #forget(): void {
    this.#states.clear()
    this.#first = null
  }
}

/** Fronts of one name go on alike. */
function nameOf({ before, threads }: Front): string {
  return before + String.fromCharCode(...Uint16Array.from(threads).sort())
}
