/** Counters of a running server, as its `/metrics` shows them to the machine it runs on. */
import type { Server } from './server.ts'

/** The value of `sluice_<name>` or `sluice_<name>_total`; throws when there is no such counter. */
export async function counter(server: Server, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = new RegExp(`^sluice_${name}(?:_total)? (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`/metrics has no ${name}:\n${text}`)
  return Number(value)
}
