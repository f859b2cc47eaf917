/**
 * How much garbage the engine may gather before it collects, and how long it holds what is free. It
 * reads that from its environment alone, and only when it starts: `serve` starts anew under its own
 * number, before anything else is loaded.
 */
import { readConfig, SETTINGS } from '../config.ts'
import { parseArguments } from './command.ts'

/** What names of variables begin with that the engine reads. */
const READ_BY_ENGINE = /^(?:BUN_JSC|MIMALLOC)_/

type Environment = Readonly<Record<string, string | undefined>>

export const SERVE_OPTIONS = Object.values(SETTINGS).map(({ flag }) => flag)

const SERVE = { name: 'serve', usage: '', switches: [], options: SERVE_OPTIONS }

/**
 * On machines of 16 GB and more the engine lets a heap grow to three times what lives in it, and to
 * six times before it looks at all of it. Here every machine has the rule of the small ones, with less:
 * after a full collection a heap may grow by the factor; another one is due when the room for new
 * things has become less than the ratio (a third by itself), at most at (factor - 1) / ratio.
 *
 * What is free goes back to the system after the delay, 100 ms by itself. A busy server wants it again
 * by then, and fetching it page by page costs a twentieth of its work.
 */
const ENGINE: Readonly<Record<'normal' | 'small', Readonly<Record<string, string>>>> = {
  normal: {
    BUN_JSC_heapGrowthFunctionThresholdInMB: '1000000',
    BUN_JSC_smallHeapGrowthFactor: '1.66',
    MIMALLOC_PURGE_DELAY: '300',
  },
  small: {
    BUN_JSC_heapGrowthFunctionThresholdInMB: '1000000',
    BUN_JSC_smallHeapGrowthFactor: '1.3',
    BUN_JSC_minEdenToOldGenerationRatio: '0.2',
  },
}

/**
 * Does not return when `words` start a server whose engine has to be told. Settings that can't be
 * read are left to the command, and so is an engine that was told by hand.
 */
export function tellEngine(words: readonly string[], env: Environment): void {
  const told = words[0] === 'serve' ? wantedFor(words.slice(1), env) : null
  if (told === null || Object.keys(env).some((name) => READ_BY_ENGINE.test(name))) return
  startAnew({ ...env, ...told })
}

function wantedFor(words: readonly string[], env: Environment) {
  const args = parseArguments(SERVE, words)
  if (typeof args === 'string') return null
  const config = readConfig(args.flags, env)
  return 'problems' in config ? null : ENGINE[config.memory]
}

/** Where a process can't be replaced it goes on as it is: that costs memory, nothing else. */
function startAnew(env: Environment): void {
  const { execPath, execve } = process
  const words = Bun.isStandaloneExecutable
    ? process.argv.slice(2)
    : [...process.execArgv, ...process.argv.slice(1)]
  try {
    execve?.(execPath, [execPath, ...words], env as Record<string, string>)
  } catch {}
}
