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
export function load({ requests, campaigns, seed, ...run }: Load): Promise<Measured> {
  return runWrk({ ...run, script: `${requests}.lua` }, [`${campaigns}`, `${seed}`])
}

export interface WrkRun extends Pick<Load, 'port' | 'connections' | 'seconds'> {
  /** A file of this folder; it prints the result. */
  readonly script: string
}

/** `args` are for the script. */
export async function runWrk(run: WrkRun, args: readonly string[]): Promise<Measured> {
  const { port, connections, seconds, script } = run
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', join(import.meta.dir, script)]
  const child = Bun.spawn(['wrk', ...options, `http://127.0.0.1:${port}`, '--', ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const output = await new Response(child.stdout).text()
  const result = /^RESULT (.*)$/m.exec(output)?.[1]
  if (result === undefined) {
    throw new Error(`wrk: ${output}${await new Response(child.stderr).text()}`)
  }
  return JSON.parse(result) as Measured
}
