/** The figures of `bench reports` as text. */

export interface Timing {
  readonly name: string
  /** Milliseconds, one per round. */
  readonly sluice: readonly number[]
  readonly duck: readonly number[]
  /** Resident memory of the Sluice process at its highest while it answered. */
  readonly peakMb: number
}

export interface UnderLoad {
  readonly name: string
  /** Microseconds. */
  readonly p50: number
  readonly p99: number
  readonly requestsPerSecond: number
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

export function printTimings(timings: readonly Timing[]): void {
  const head = ['Sluice ms', 'first', 'worst', 'DuckDB ms', 'ratio', 'peak MB']
  printLine('question', head)
  for (const { name, sluice, duck, peakMb } of timings) {
    const [ours, theirs] = [median(sluice), median(duck)]
    const cells = [ours, sluice[0] ?? 0, Math.max(...sluice), theirs].map((ms) => ms.toFixed(0))
    printLine(name, [...cells, (ours / theirs).toFixed(2), peakMb.toFixed(0)])
  }
}

export function printUnderLoad(rows: readonly UnderLoad[]): void {
  printLine('\nredirects', ['req/s', 'p50 µs', 'p99 µs'])
  for (const { name, p50, p99, requestsPerSecond } of rows)
    printLine(name, [requestsPerSecond.toFixed(0), `${p50}`, `${p99}`])
}

function printLine(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(36) + cells.map((cell) => cell.padStart(11)).join(''))
}
