/** All that is stored of a click, under the titles that columns and reports have for it. */
import { visible } from '../../format/text.ts'
import { cellWord, clickTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { clickColumnChoice } from './click-columns.tsx'
import type { ClickRow } from './click-row.ts'

/** Said elsewhere in the drawer, twice in the row, or the id beside a name. */
const HIDDEN = new Set(
  (
    'id uclick_id campaign-key campaign_key conversion ip_v4 ip_v6 clicked_date url campaign_id rule_id path_id landing_id ' +
    'offer_id rotation_id traffic_source_id aff_network_id'
  ).split(' '),
)

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
                {titles.get(name) ?? clickTitle(name)}
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
  return FLAG.test(name) ? t('yes') : cellWord(name, value)
}
