/** All that is stored of a click, under the titles that columns and reports have for it. */
import { countryWord } from '../../api/choices.ts'
import { visible } from '../../format/text.ts'
import { type Key, t, term } from '../../words/words.ts'
import { clickColumnChoice } from './click-columns.tsx'
import type { ClickRow } from './click-row.ts'

/** Said elsewhere in the drawer, twice in the row, or the id beside a name. */
const HIDDEN = new Set(
  (
    'id uclick_id campaign-key campaign_key conversion ip_v4 ip_v6 clicked_date url campaign_id rule_id path_id landing_id ' +
    'offer_id rotation_id traffic_source_id aff_network_id'
  ).split(' '),
)

/** Those that are no columns of the log; the dimension, and its English title. */
const OTHERS: Readonly<Record<string, readonly [dimension: string, title: string]>> = {
  continent: ['geoContinent', 'Continent'],
  state: ['geoState', 'State'],
  device_brand: ['deviceBrand', 'Brand'],
  device_model: ['deviceModel', 'Model'],
  device_resolution: ['deviceResolution', 'Resolution'],
  external_id: ['externalId', 'External click id'],
  conversion_status_two: ['conversionStatusTwo', 'Status 2'],
  is_bot: ['bot', 'Bot'],
  is_proxy_vpn: ['proxyVPN', 'Proxy or VPN'],
  is_datacenter: ['datacenter', 'Data centre'],
  is_crawler: ['crawler', 'Crawler'],
  is_company: ['company', 'Company network'],
}
/** Those that no report knows by a dimension. */
const TOLD: Readonly<Record<string, Key>> = {
  click_time: 'clicks.time',
  conversed_at: 'fact.countsAt',
  is_campaign_unique: 'flag.uniqueCampaign',
  is_tracker_unique: 'flag.uniqueGlobal',
  is_offer_clicked: 'flag.offerReached',
}
const FLAG = /^is_/

export function ClickFacts({ row }: { readonly row: ClickRow }) {
  const titles = new Map(clickColumnChoice().options.map(({ value, label }) => [value, label]))
  const facts = Object.entries(row).filter(([name, value]) => isTold(name, value))
  return (
    <details open>
      <summary>{t('clicks.facts')}</summary>
      <table class="plain-table">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" class="faint">
                {titles.get(name) ?? otherTitle(name)}
              </th>
              <td class="wrap">{visible(shown(name, value))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function isTold(name: string, value: string): boolean {
  if (HIDDEN.has(name) || value === '') return false
  return value !== '0' || !(FLAG.test(name) || /^event_\d+$/.test(name))
}

function shown(name: string, value: string): string {
  if (name === 'country') return countryWord(value)
  return FLAG.test(name) ? t('yes') : value
}

function otherTitle(name: string): string {
  const own = TOLD[name]
  if (own !== undefined) return t(own)
  const [dimension, title] = OTHERS[name] ?? [name, name.replaceAll('_', ' ')]
  const event = /^event_(\d+)$/.exec(name)
  return event === null ? term('dimension', dimension, title) : term('measure', name, title)
}
