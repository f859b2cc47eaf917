/** Runs wrk against an address and says what it saw. */
import { join } from 'node:path'

export interface Load {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  readonly campaigns: number
  /** Which requests to send: browsers' visits, calls of sites, or visits of short links. */
  readonly requests: 'visits' | 'calls' | 'links'
  /** Rounds of one run send different visits. */
  readonly seed: number
}

export interface Measured {
  readonly requests: number
  readonly micros: number
  /** Microseconds. */
  readonly p50: number
  readonly p99: number
  /** Errors of any kind, answers of 400 and more included. */
  readonly failed: number
}

/** One thread: the other core is the server's. Throws when wrk is missing or says nothing. */
export async function load(wanted: Load): Promise<Measured> {
  const child = Bun.spawn(
    [
      'wrk',
      '-t1',
      `-c${wanted.connections}`,
      `-d${wanted.seconds}s`,
      '-s',
      join(import.meta.dir, `${wanted.requests}.lua`),
      `http://127.0.0.1:${wanted.port}`,
      '--',
      `${wanted.campaigns}`,
      `${wanted.seed}`,
    ],
    { stdout: 'pipe', stderr: 'pipe' },
  )
  const output = await new Response(child.stdout).text()
  const result = /^RESULT (.*)$/m.exec(output)?.[1]
  if (result === undefined) {
    throw new Error(`wrk: ${output}${await new Response(child.stderr).text()}`)
  }
  return JSON.parse(result) as Measured
}
