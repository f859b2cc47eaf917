/** Fills a data folder with a million links and a million visits of one, straight into the files. */
import { type Event, EventKind, rowToEvent } from '../../src/core/event.ts'
import { PLAIN_FLOW } from '../../src/core/plain.ts'
import { openConfig } from '../../src/db/open.ts'
import { DEFAULTS } from '../../src/db/records.ts'
import { storesOn } from '../../src/db/stores.ts'
import { openLedgerDb } from '../../src/ledger/segments/ledger-db.ts'
import { loadedSegments } from '../../src/ledger/segments/loaded-segments.ts'
import { freshLink } from '../../src/manage/links/link-checks.ts'

export const BENCH_HOST = 's.bench.test'

/** Links `l0000001` … and a campaign `one` with one flow. No server may be running on the folder. */
export function fillLinks(dataDir: string, count: number): void {
  const config = openConfig(dataDir)
  if ('damaged' in config) throw new Error(config.damaged)
  const stores = storesOn(config.writer, Date.now)
  config.writer.transaction(() => {
    for (let n = 1; n <= count; n++) {
      const word = `l${String(n).padStart(7, '0')}`
      const address = `https://shop${n % 1000}.example/products/item-${n}?ref=newsletter`
      const web = { shown: address, location: address }
      stores.links.add({ ...freshLink(1, Date.now()), domain: 1, word, wordKey: word, web })
    }
    addCampaign(stores)
  })()
  // Nobody searches for them here, and taking them in would be measured along with visits.
  config.writer.run('DELETE FROM links_to_index')
  config.close()
}

function addCampaign(stores: ReturnType<typeof storesOn>): void {
  const words = { name: 'One', alias: 'one', key: 'one', token: 'one' }
  const id = stores.campaigns.add({ ...DEFAULTS.campaigns, ...words }, null)
  const action = { key: 'http', payload: 'https://shop1.example/products/item-1?ref=newsletter' }
  const flow = { ...PLAIN_FLOW, id: 1, type: 'default', name: 'One', action } as const
  stores.flowSets.put('campaign', id, { mode: 'position', flows: [flow] })
}

const EMPTY = rowToEvent([])
const COUNTRIES = ['DE', 'US', 'FR', 'NL', 'BR', 'IN', 'GB', 'PL', 'ES', 'IT']
const SYSTEMS = ['Windows', 'iOS', 'Android', 'Mac OS', 'Linux']
const YEAR_MS = 365 * 86_400_000

/** Over a year, from two thousand sites. */
export function fillVisits(dataDir: string, linkId: number, count: number): void {
  const { db } = openLedgerDb(dataDir, Date.now())
  const segments = loadedSegments(db, 0)
  const start = Date.now() - YEAR_MS
  for (let n = 0; n < count; n++) {
    const time = start + Math.floor((n / count) * YEAR_MS)
    const event: Event = {
      ...EMPTY,
      kind: EventKind.click,
      time,
      clickTime: time,
      clickSeq: segments.nextSeq(),
      linkId,
      entry: 'link',
      action: 'redirect',
      country: COUNTRIES[n % COUNTRIES.length]!,
      os: SYSTEMS[n % SYSTEMS.length]!,
      language: n % 3 === 0 ? 'de-DE' : 'en',
      referrer: `https://site${n % 2000}.example/page`,
      clicks: 1,
    }
    segments.add(event)
  }
  segments.finish()
  db.close()
}
