/** Picks a command by its words and runs it. */
import { isUnavailable, messageOf } from '../lib/errors.ts'
import { type Arguments, type Command, parseArguments, type Terminal } from './command.ts'
import { commands, helpOf, helpText } from './index.ts'

const HELP = ['--help', '-h']

/** Resolves with the exit code. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  if (words.length === 0 || ['help', ...HELP].includes(words[0]!)) {
    const about = commandOf(words.slice(1))
    terminal.print(about === null ? helpText() : helpOf(about))
    return 0
  }
  const wanted = ['--version', '-v'].includes(words[0]!) ? ['version'] : words
  const command = commandOf(wanted)
  if (command === null) {
    terminal.warn(unknown(words[0]!))
    return 2
  }
  if (HELP.includes(wanted.at(-1)!)) {
    terminal.print(helpOf(command))
    return 0
  }
  const args = parseArguments(command, wanted.slice(wordCount(command.name)))
  if (typeof args === 'string') {
    terminal.warn(args)
    return 2
  }
  return ran(command, args, terminal)
}

/** A full disk or a file that can't be opened is said in one line; a bug shows where it is. */
async function ran(command: Command, args: Arguments, terminal: Terminal): Promise<number> {
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (!isOfTheSystem(error)) throw error
    terminal.warn(`sluice ${command.name}: ${messageOf(error)}`)
    return 1
  }
}

function isOfTheSystem(error: unknown): boolean {
  return isUnavailable(error) || (error instanceof Error && 'syscall' in error)
}

function commandOf(words: readonly string[]): Command | null {
  const isCalled = ({ name }: Command) => words.slice(0, wordCount(name)).join(' ') === name
  return commands.find(isCalled) ?? null
}

/** Half of a name is answered with the names that begin so. */
function unknown(word: string): string {
  const begun = commands.filter(({ name }) => name.startsWith(`${word} `))
  return begun.length === 0
    ? `Unknown command "${word}". "sluice help" lists them.`
    : [`"sluice ${word}" goes on with another word:`, ...begun.map(helpOf)].join('\n')
}

function wordCount(name: string): number {
  return name.split(' ').length
}
