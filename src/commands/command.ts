/** What a command of the executable is, and how it reads its arguments. */
import type { Flags } from '../config.ts'

/** Where a command reads and writes; tests hand in their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  print(line: string): void
  /** For progress and problems: never part of the output. */
  warn(line: string): void
  /** All of the standard input. */
  readInput(): Promise<string>
}

export interface Command {
  /** One or two words, e.g. `user create`. */
  readonly name: string
  readonly help: string
  /** How it is called, after its name. */
  readonly usage: string
  /** Flags that stand alone. */
  readonly switches: readonly string[]
  /** Flags that take a value. */
  readonly options: readonly string[]
  /** Resolves with the exit code. */
  run(args: Arguments, terminal: Terminal): Promise<number>
}

export interface Arguments {
  readonly flags: Flags
  has(name: string): boolean
  /** The last value of an option, or `null`. */
  get(name: string): string | null
}

type Called = Pick<Command, 'name' | 'usage' | 'switches' | 'options'>

/** The arguments of a command, or the sentence that says what is wrong with them. */
export function parseArguments(command: Called, words: readonly string[]): Arguments | string {
  const flags = new Map<string, string[]>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (!word.startsWith('--')) return `Unexpected "${word}". ${hint(command)}`
    const [name, inline] = splitOnce(word.slice(2))
    if (command.switches.includes(name)) {
      flags.set(name, [''])
      continue
    }
    if (!command.options.includes(name)) return `Unknown option --${name}. ${hint(command)}`
    const value = inline ?? words[++i]
    if (value === undefined) return `--${name} needs a value. ${hint(command)}`
    flags.set(name, [...(flags.get(name) ?? []), value])
  }
  return {
    flags,
    has: (name) => flags.has(name),
    get: (name) => flags.get(name)?.at(-1) ?? null,
  }
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function hint(command: Called): string {
  return `Usage: sluice ${command.name} ${command.usage}`
}
