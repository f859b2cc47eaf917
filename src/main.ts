/** The executable: picks a command by its words, runs it, exits with its code. */
import { parseArguments, type Terminal } from './commands/command.ts'
import { commands, helpText } from './commands/index.ts'

const terminal: Terminal = {
  env: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  readInput: () => Bun.stdin.text(),
}

// Not left to the end of all timers: a stopped server must not wait for its own deadline.
process.exit(await main(process.argv.slice(2)))

async function main(words: readonly string[]): Promise<number> {
  if (words.length === 0 || ['help', '--help', '-h'].includes(words[0]!)) {
    terminal.print(helpText())
    return 0
  }
  const command = commands.find(({ name }) => words.slice(0, wordCount(name)).join(' ') === name)
  if (!command) {
    terminal.warn(`Unknown command "${words[0]}". "sluice help" lists them.`)
    return 2
  }
  const args = parseArguments(command, words.slice(wordCount(command.name)))
  if (typeof args === 'string') {
    terminal.warn(args)
    return 2
  }
  return command.run(args, terminal)
}

function wordCount(name: string): number {
  return name.split(' ').length
}
