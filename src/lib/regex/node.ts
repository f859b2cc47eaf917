/** What a regular expression says, as a tree. Groups leave no trace: only whether it matches counts. */
import type { CodePoints } from './code-points.ts'

/** Between two characters: before the first, after the last, at the edge of a word or not. */
export type Place = 'start' | 'end' | 'edge' | 'no_edge'

export type Node =
  | { readonly is: 'set'; readonly points: CodePoints }
  | { readonly is: 'at'; readonly place: Place }
  | { readonly is: 'sequence'; readonly parts: readonly Node[] }
  | { readonly is: 'choice'; readonly options: readonly Node[] }
  | Repeat

/** `max` may be infinite. Greedy or lazy makes no difference to whether it matches. */
export interface Repeat {
  readonly is: 'repeat'
  readonly part: Node
  readonly min: number
  readonly max: number
}

/** How many instructions it takes (`program.ts`); may be far too many to be made. */
export function sizeOf(node: Node): number {
  switch (node.is) {
    case 'set':
      return 1 + Math.floor(node.points.length / RANGES_PER_INSTRUCTION)
    case 'at':
      return 1
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + sizeOf(part), 0)
    case 'choice':
      return node.options.reduce((sum, option) => sum + sizeOf(option) + 2, -2)
    case 'repeat':
      return sizeOfRepeat(node)
  }
}

/** Large classes are dear to compile, so they count as more than one instruction. */
const RANGES_PER_INSTRUCTION = 8

function sizeOfRepeat({ part, min, max }: Repeat): number {
  const one = sizeOf(part)
  const optional = max === Infinity ? one + 2 : (max - min) * (one + 1)
  return min * one + optional
}
