/**
 * What a Click API call costs beside a redirect of the same campaign. Rounds alternate on one
 * server, because only figures of the same minutes on the same machine can be compared.
 */
import { cleanUp } from '../../test/support/server.ts'
import { type Contender, startSluice } from './contenders.ts'
import { load } from './load.ts'
import { cpuMicros } from './process.ts'
import { type BenchOptions, BINARY, prepare } from './redirect.ts'

/** A call may cost this many redirects. */
const AIM = 1.5
const CONNECTIONS = [16, 64]
const KINDS = ['visits', 'calls'] as const
const WARM_UP_SECONDS = 3

type Kind = (typeof KINDS)[number]

interface Round {
  readonly kind: Kind
  readonly connections: number
  readonly cpuPerRequest: number
  readonly perSecond: number
  /** Microseconds. */
  readonly p99: number
}

/** Prints its table; resolves with whether a call is as cheap as it should be. */
export async function benchClickApi(options: BenchOptions): Promise<boolean> {
  process.env['SLUICE_BIN'] = BINARY
  const { data } = await prepare(options.campaigns)
  const sluice = await startSluice(data)
  try {
    return report(await roundsOf(sluice, options))
  } finally {
    await sluice.stop()
    await cleanUp()
  }
}

async function roundsOf(sluice: Contender, options: BenchOptions): Promise<Round[]> {
  const rounds: Round[] = []
  let seed = 1
  for (const kind of KINDS) {
    const warmUp = { ...options, seconds: WARM_UP_SECONDS }
    await measure(sluice, kind, { connections: 16, seed: seed++ }, warmUp)
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const connections of CONNECTIONS) {
      for (const kind of KINDS) {
        rounds.push(await measure(sluice, kind, { connections, seed: seed++ }, options))
      }
    }
  }
  return rounds
}

async function measure(
  { pid, port }: Contender,
  kind: Kind,
  { connections, seed }: { connections: number; seed: number },
  { seconds, campaigns }: BenchOptions,
): Promise<Round> {
  const before = cpuMicros(pid)
  const wanted = { port, connections, seconds, campaigns, seed, requests: kind }
  const { requests, failed, micros, p99 } = await load(wanted)
  if (failed > 0) throw new Error(`${failed} ${kind} failed`)
  const cpuPerRequest = (cpuMicros(pid) - before) / requests
  return { kind, connections, cpuPerRequest, perSecond: (requests / micros) * 1e6, p99 }
}

function report(rounds: readonly Round[]): boolean {
  console.log('conns    kind    req/s  p99 µs  CPU µs/req')
  const ratios = CONNECTIONS.map((connections) => {
    const [visits = 0, calls = 0] = KINDS.map((kind) =>
      printed(rounds.filter((one) => one.kind === kind && one.connections === connections)),
    )
    return calls / visits
  })
  const worst = Math.max(...ratios)
  const texts = ratios.map((ratio, index) => `${ratio.toFixed(2)} at ${CONNECTIONS[index]}`)
  console.log(`\na call costs ${texts.join(', ')} connections of a redirect; the aim is ${AIM}`)
  return worst <= AIM
}

/** Prints the medians of equal rounds; the CPU is the result. */
function printed(rounds: readonly Round[]): number {
  const median = (value: (round: Round) => number) =>
    rounds.map(value).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0
  const [first] = rounds
  if (first === undefined) throw new Error('no rounds')
  const cpu = median((round) => round.cpuPerRequest)
  const cells = [`${first.connections}`.padStart(5), first.kind.padStart(6)]
  cells.push(
    median((round) => round.perSecond)
      .toFixed(0)
      .padStart(7),
  )
  cells.push(`${median((round) => round.p99)}`.padStart(6), cpu.toFixed(1).padStart(10))
  console.log(cells.join('  '))
  return cpu
}
