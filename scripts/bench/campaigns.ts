/**
 * Fills a fresh data folder with campaigns `b1` … `bN` of five flows each, straight through the
 * stores: 10,000 of them through the API would publish 10,000 times.
 */
import type { Flow } from '../../src/core/model.ts'
import { PLAIN_FLOW } from '../../src/core/plain.ts'
import { openConfig } from '../../src/db/open.ts'
import { DEFAULTS } from '../../src/db/records.ts'
import { type Stores, storesOn } from '../../src/db/stores.ts'

/** No server may be running on the folder. */
export function fillCampaigns(dataDir: string, count: number): void {
  const config = openConfig(dataDir)
  if ('damaged' in config) throw new Error(config.damaged)
  const stores = storesOn(config.writer, Date.now)
  config.writer.transaction(() => {
    const sourceId = stores.traffic_sources.add(
      { ...DEFAULTS.traffic_sources, name: 'Bench' },
      null,
    )
    for (let n = 1; n <= count; n++) addCampaign(stores, n, sourceId)
  })()
  config.close()
}

function addCampaign(stores: Stores, n: number, sourceId: number): void {
  const alias = `b${n}`
  const draft = {
    ...DEFAULTS.campaigns,
    name: `Bench ${n}`,
    alias,
    key: alias,
    token: `bench-${n}`,
    sourceId,
    // Visits say their cost, as those of most sources do.
    cost: { ...DEFAULTS.campaigns.cost, auto: true },
  }
  const id = stores.campaigns.add(draft, null)
  stores.flowSets.put('campaign', id, { mode: 'position', flows: flowsOf(n) })
}

/** Each flow asks another question; most visits get to the last one. */
function flowsOf(n: number): Flow[] {
  const firstId = (n - 1) * 5
  const flows: [Flow['type'], string, unknown[]][] = [
    ['forced', 'country', ['JP', 'KR', 'TW']],
    ['regular', 'browser', ['Opera', 'Samsung Internet']],
    ['regular', 'os', ['Chrome OS']],
    ['regular', 'language', ['fi', 'sv']],
    ['default', '', []],
  ]
  return flows.map(([type, filter, payload], index) => ({
    ...PLAIN_FLOW,
    id: firstId + index + 1,
    type,
    name: `Flow ${index + 1}`,
    filters:
      filter === ''
        ? []
        : [{ key: filter, mode: 'accept', payload, onUnknown: 'defer', enabled: true }],
    action: {
      key: 'http',
      payload: `https://offer${index}.test/?c={subid}&z={sub_id_1}&k={keyword}`,
    },
  }))
}
