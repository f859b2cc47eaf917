/**
 * What a change must pass, the same for a person and for CI.
 *
 * `fast`: format, types, lint, the build, and the tests that take no minute. `all`: then the slow
 * ones. Servers that tests start are that build, which is there in a third of the time. A tool that is
 * missing is a failure, never a skip. Ends with what failed by name, and `N passed, N failed`, where
 * each step that is not a test run counts as one.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Record<string, string>
  /** Whether its output ends with bun's count of tests. */
  readonly countsTests: boolean
}

interface Counted {
  readonly passed: number
  readonly failed: number
}

interface Outcome extends Counted {
  /** Of tests, and of steps that failed without one. */
  readonly names: readonly string[]
}

const root = join(import.meta.dir, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
/** The Bun that runs this: the one of npx, or any other of the pinned version. */
const bun = process.execPath
const WORKERS_MAX = 4
/** Need root, a browser or a minute of time. */
const SLOW = ['drills', 'hostile', 'e2e', 'binary']
/** Files of these share nothing. Drills want the machine for themselves: their promises are times. */
const BESIDE_EACH_OTHER = ['e2e']
const BINARY = join(root, 'dist/sluice')

const command = (name: string, ...words: string[]): Step => ({
  name,
  command: words,
  countsTests: false,
})

const CHECKS: readonly Step[] = [
  command('format', bun, 'fmt', '--no-script', '--check'),
  command('types', bin('tsc'), '--noEmit', '-p', '.'),
  command(
    'lint',
    bin('oxlint'),
    '-c',
    'scripts/oxlint.json',
    '--type-aware',
    'src',
    'ui',
    'test',
    'scripts',
  ),
]

const BUILD = command('build', bun, 'scripts/build.ts')

const TESTS = testRun(
  'tests',
  ...sideBySide(),
  // Only for what hangs: a busy machine is no fault.
  '--timeout=60000',
  ...SLOW.map((part) => `--path-ignore-patterns=**/test/${part}{/**,.test.ts}`),
)

function testRun(name: string, ...words: string[]): Step {
  return {
    name,
    command: [bun, 'test', '--only-failures', ...words],
    env: { SLUICE_BIN: BINARY },
    countsTests: true,
  }
}

/** Not one per core of a large machine: each loads everything that it tests. */
function sideBySide(): string[] {
  return [`--parallel=${Math.min(availableParallelism(), WORKERS_MAX)}`, '--no-isolate']
}

/** One step per part that has tests, so that a part which hangs is seen by name. */
function slowSteps(): Step[] {
  const tests = [...new Bun.Glob('test/**/*.test.ts').scanSync(root)]
  const parts = SLOW.filter((part) => tests.some((path) => path.match(`^test/${part}[/.]`)))
  return parts.map((part) => {
    const words = BESIDE_EACH_OTHER.includes(part) ? sideBySide() : []
    return testRun(part, ...words, '--timeout=300000', `test/${part}`)
  })
}

async function run(step: Step): Promise<Outcome> {
  const started = performance.now()
  console.log(`── ${step.name}`)
  const result = existsSync(step.command[0] ?? '') ? await execute(step) : missing(step)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`── ${step.name}: ${result.failed === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`)
  return result
}

function missing(step: Step): Outcome {
  console.log(`${step.command[0]} is missing: run "bun run setup"`)
  return { passed: 0, failed: 1, names: [step.name] }
}

async function execute(step: Step): Promise<Outcome> {
  const child = Bun.spawn([...step.command], {
    cwd: root,
    env: { ...process.env, ...step.env, NO_COLOR: '1' },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([
    passOn(child.stdout),
    passOn(child.stderr),
    child.exited,
  ])
  const { passed, failed } = step.countsTests ? countTests(out + err) : { passed: 1, failed: 0 }
  if (code === 0 && failed === 0) return { passed, failed, names: [] }
  const tests = failedTests(out + err)
  return {
    passed: step.countsTests ? passed : 0,
    // A run that dies before its summary, or fails outside any test, still counts as a failure.
    failed: Math.max(failed, 1),
    names: tests.length === 0 ? [step.name] : tests.map((test) => `${step.name}: ${test}`),
  }
}

/** Shows output as it comes and returns all of it. */
async function passOn(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    process.stdout.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

/** Bun ends with lines like ` 12 pass` and ` 0 fail`; without them nothing ran, which is a failure. */
export function countTests(output: string): Counted {
  const number = (word: string) => {
    const lines = [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}$`, 'gm'))]
    return Number(lines.at(-1)?.[1] ?? 0)
  }
  const [passed, failed, errors] = [number('pass'), number('fail'), number('errors?')]
  return { passed, failed: passed + failed === 0 ? 1 : failed + errors }
}

/** Bun tells each where it failed and once more at the end: `(fail) what is tested [12.34ms]`. */
export function failedTests(output: string): string[] {
  const told = output.matchAll(/^\(fail\) (.+?)(?: \[[\d.]+m?s\])?$/gm)
  return [...new Set([...told].map(([, name = '']) => name))]
}

async function runAll(steps: readonly Step[]): Promise<Outcome> {
  let total: Outcome = { passed: 0, failed: 0, names: [] }
  for (const step of steps) total = sum(total, await run(step))
  return total
}

const sum = (a: Outcome, b: Outcome): Outcome => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  names: [...a.names, ...b.names],
})

async function check(extent: 'fast' | 'all'): Promise<Outcome> {
  const checked = await runAll(CHECKS)
  const built = await run(BUILD)
  const before = sum(checked, built)
  // Without a fresh binary the tests would start an old one, or none.
  if (built.failed > 0) return before
  return sum(before, await runAll(extent === 'all' ? [TESTS, ...slowSteps()] : [TESTS]))
}

if (import.meta.main) {
  const extent = process.argv[2]
  if (extent !== 'fast' && extent !== 'all') {
    console.error('usage: bun scripts/check.ts fast|all')
    process.exit(2)
  }
  const { passed, failed, names } = await check(extent)
  for (const name of names) console.log(`failed: ${name}`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
