/** The executable: tells the engine what it may take, runs the command, exits with its code. */
import type { Terminal } from './commands/command.ts'
import { tellEngine } from './commands/engine.ts'

const terminal: Terminal = {
  env: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  readInput: () => {
    if (process.stdin.isTTY) process.stderr.write('Type it here; Enter and Ctrl-D end it.\n')
    return Bun.stdin.text()
  },
}

const words = process.argv.slice(2)
tellEngine(words, process.env)
// Only now: what the engine may be told anew for is not loaded twice.
const { runCommand } = await import('./commands/run.ts')

// Not left to the end of all timers: a stopped server must not wait for its own deadline.
process.exit(await runCommand(words, terminal))
