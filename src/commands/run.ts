/** Picks a command by its words and runs it. */
import { parseArguments, type Terminal } from './command.ts'
import { commands, helpOf, helpText } from './index.ts'

const HELP = ['--help', '-h']

/** Resolves with the exit code. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  if (words.length === 0 || ['help', ...HELP].includes(words[0]!)) {
    terminal.print(helpText())
    return 0
  }
  const wanted = ['--version', '-v'].includes(words[0]!) ? ['version'] : words
  const command = commands.find(({ name }) => wanted.slice(0, wordCount(name)).join(' ') === name)
  if (!command) {
    terminal.warn(`Unknown command "${words[0]}". "sluice help" lists them.`)
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
  return command.run(args, terminal)
}

function wordCount(name: string): number {
  return name.split(' ').length
}
