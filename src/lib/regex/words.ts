/** Regular expressions that are nothing but words, which a text is searched for directly. */
import type { CodePoints } from './code-points.ts'
import type { Node, Place } from './node.ts'

/** A text in lower case to be found: anywhere, or only where the searched one begins or ends. */
export interface Word {
  readonly text: string
  readonly atStart: boolean
  readonly atEnd: boolean
}

type Words = readonly Word[]

/** For so many words an expression may stand. */
const WORD_LIMIT = 512
const ANYWHERE: Word = { text: '', atStart: false, atEnd: false }

export function isIn(searched: string, { text, atStart, atEnd }: Word): boolean {
  if (atStart && atEnd) return searched === text
  if (atStart) return searched.startsWith(text)
  return atEnd ? searched.endsWith(text) : searched.includes(text)
}

/** `null` if it takes more than words to say what the expression does; `^(foo|bar)` is two. */
export function wordsOf(node: Node): Words | null {
  switch (node.is) {
    case 'set':
      return wordOfSet(node.points)
    case 'at':
      return wordOfPlace(node.place)
    case 'choice':
      return node.options.map(wordsOf).reduce(either, [])
    case 'sequence':
      return node.parts.map(wordsOf).reduce(behind, [ANYWHERE])
    case 'repeat':
      return null
  }
}

/** A set of several characters would soon make too many words. */
function wordOfSet([first, second]: CodePoints): Words | null {
  const isOne = first !== undefined && second === undefined && first.from === first.to
  return isOne ? [{ ...ANYWHERE, text: String.fromCodePoint(first.from) }] : null
}

function wordOfPlace(place: Place): Words | null {
  if (place === 'start') return [{ ...ANYWHERE, atStart: true }]
  return place === 'end' ? [{ ...ANYWHERE, atEnd: true }] : null
}

function either(some: Words | null, others: Words | null): Words | null {
  if (some === null || others === null || some.length + others.length > WORD_LIMIT) return null
  return [...some, ...others]
}

/** Each of the first words with each of the others behind it. */
function behind(firsts: Words | null, lasts: Words | null): Words | null {
  if (firsts === null || lasts === null || firsts.length * lasts.length > WORD_LIMIT) return null
  const hasEndInside = firsts.some(({ atEnd }) => atEnd)
  const hasStartInside = lasts.some(({ atStart }) => atStart) && firsts.some(({ text }) => text)
  if (hasEndInside || hasStartInside) return null
  return firsts.flatMap((first) =>
    lasts.map((last) => ({
      text: first.text + last.text,
      atStart: first.atStart || last.atStart,
      atEnd: last.atEnd,
    })),
  )
}
