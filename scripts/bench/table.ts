/** The benchmark's figures as text: the median round of each contender, and ratios to nginx. */

export interface Row {
  readonly name: string
  readonly connections: number
  readonly requests: number
  /** How long the round took. */
  readonly micros: number
  readonly p50: number
  readonly p99: number
  /** Microseconds of CPU of the whole process per request. */
  readonly cpuPerRequest: number
  readonly residentMb: number
}

export interface Start {
  readonly firstRedirectMs: number
  readonly idleMb: number
  readonly binaryMb: number
}

export function printStart({ firstRedirectMs, idleMb, binaryMb }: Start): void {
  console.log(`start to first redirect ${firstRedirectMs.toFixed(0)} ms`)
  console.log(`idle RSS ${idleMb.toFixed(0)} MB, binary ${binaryMb.toFixed(0)} MB\n`)
}

const HEAD = [
  'conns',
  'server',
  'req/s',
  'p50 µs',
  'p99 µs',
  'CPU µs/req',
  '× nginx',
  'p99 × nginx',
  'RSS MB',
]
const WIDTHS = [5, 8, 8, 8, 8, 11, 8, 12, 7]

export function printTable(rows: readonly Row[]): void {
  printLine(HEAD)
  for (const group of groupsOf(rows)) {
    const nginx = medianOf(rows.filter((row) => isOf(row, 'nginx', group.connections)))
    printLine(
      cellsOf(medianOf(rows.filter((row) => isOf(row, group.name, group.connections))), nginx),
    )
  }
}

/** Each pair of server and connections once, in the order measured. */
function groupsOf(rows: readonly Row[]): { name: string; connections: number }[] {
  const keys = new Map(rows.map((row) => [`${row.connections} ${row.name}`, row]))
  return [...keys.values()].toSorted((a, b) => a.connections - b.connections)
}

const isOf = (row: Row, name: string, connections: number) =>
  row.name === name && row.connections === connections

/** Each figure's own median over the rounds. */
function medianOf(rows: readonly Row[]): Row {
  const median = (value: (row: Row) => number) =>
    rows.map(value).toSorted((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0
  const [first] = rows
  if (!first) throw new Error('no rounds')
  return {
    name: first.name,
    connections: first.connections,
    requests: median((row) => row.requests / row.micros) * 1e6,
    micros: 1e6,
    p50: median((row) => row.p50),
    p99: median((row) => row.p99),
    cpuPerRequest: median((row) => row.cpuPerRequest),
    residentMb: median((row) => row.residentMb),
  }
}

function cellsOf(row: Row, nginx: Row): string[] {
  return [
    `${row.connections}`,
    row.name,
    row.requests.toFixed(0),
    `${row.p50}`,
    `${row.p99}`,
    row.cpuPerRequest.toFixed(1),
    (row.cpuPerRequest / nginx.cpuPerRequest).toFixed(2),
    (row.p99 / nginx.p99).toFixed(2),
    row.residentMb.toFixed(0),
  ]
}

function printLine(cells: readonly string[]): void {
  console.log(cells.map((cell, index) => cell.padStart(WIDTHS[index] ?? 0)).join('  '))
}
