/** What sources and campaigns call the parameters that their clicks come with. */
import { visible } from '../format/text.ts'
import { shared, useLoad } from '../state/load.ts'
import { get, search } from './client.ts'

/** So many campaigns hardly agree, and an address has an end. */
const MAX_CAMPAIGNS = 100

interface Named {
  readonly id: string
  readonly name: string
}

/** By dimension (`token_1`), those that have one name in all of the campaigns. */
export function useParameterNames(campaigns: readonly string[]): ReadonlyMap<string, string> {
  const ids = [...new Set(campaigns)].filter((id) => Number(id) > 0).toSorted()
  const asked = ids.join()
  const { data } = useLoad(
    async (signal) => ({ of: asked, tokens: await tokensOf(ids, signal) }),
    [asked],
  )
  // What was asked before is of other campaigns.
  return namesIn(data?.of === asked ? data.tokens : [])
}

async function tokensOf(ids: readonly string[], signal: AbortSignal): Promise<readonly Named[]> {
  if (ids.length === 0 || ids.length > MAX_CAMPAIGNS) return []
  const path = `/report/campaign/groupings/multiple${search({ ids })}`
  const load = (wanted: AbortSignal) => get<{ tokens: readonly Named[] }>(path, wanted)
  return (await shared(`parameters ${path}`, load, signal)).tokens
}

/** The name first: columns are cut at their end. */
export function titleWith(names: ReadonlyMap<string, string>, key: string, title: string): string {
  const name = names.get(key)
  return name === undefined ? title : `${visible(name)} · ${title}`
}

/** The server gives those without one name its own: `Token 1`, or `sub_id_1`. */
export function namesIn(tokens: readonly Named[]): ReadonlyMap<string, string> {
  const named = tokens.filter(({ name }) => !/^(?:Token |sub_id_)\d+$/.test(name))
  return new Map(named.map(({ id, name }) => [id, name]))
}
