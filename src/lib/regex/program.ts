/** A regular expression as a short program, for a machine that follows all its branches at once. */
import type { CodePoints } from './code-points.ts'
import type { Node, Place, Repeat } from './node.ts'

export type Instruction =
  /** Goes on behind a character of the set. */
  | { readonly do: 'read'; readonly set: CodePoints }
  /** A fork goes on both at the next instruction and at `to`, a jump only there. */
  | { readonly do: 'fork' | 'jump'; readonly to: number }
  /** Goes on where the place is of that kind. */
  | { readonly do: 'look'; readonly place: Place }
  | { readonly do: 'match' }

export type Program = readonly Instruction[]

/** Its size is that of the node (`sizeOf`), give or take what large classes count, and one. */
export function programOf(node: Node): Program {
  const program: Instruction[] = []
  emit(program, node)
  program.push({ do: 'match' })
  return program
}

function emit(program: Instruction[], node: Node): void {
  switch (node.is) {
    case 'set':
      return void program.push({ do: 'read', set: node.points })
    case 'at':
      return void program.push({ do: 'look', place: node.place })
    case 'sequence':
      return node.parts.forEach((part) => emit(program, part))
    case 'choice':
      return emitChoice(program, node.options)
    case 'repeat':
      return emitRepeat(program, node)
  }
}

function emitChoice(program: Instruction[], options: readonly Node[]): void {
  const exits = options.slice(0, -1).map((option) => {
    const fork = leap(program, 'fork')
    emit(program, option)
    const exit = leap(program, 'jump')
    fork.to = program.length
    return exit
  })
  for (const option of options.slice(-1)) emit(program, option)
  for (const exit of exits) exit.to = program.length
}

function emitRepeat(program: Instruction[], { part, min, max }: Repeat): void {
  for (let count = 0; count < min; count++) emit(program, part)
  const start = program.length
  const optional = max === Infinity ? 1 : max - min
  const forks = Array.from({ length: optional }, () => {
    const fork = leap(program, 'fork')
    emit(program, part)
    return fork
  })
  if (max === Infinity) leap(program, 'jump').to = start
  for (const fork of forks) fork.to = program.length
}

/** A fork or jump whose aim is not yet known. */
function leap(program: Instruction[], kind: 'fork' | 'jump'): { to: number } {
  const made = { do: kind, to: 0 }
  program.push(made)
  return made
}
