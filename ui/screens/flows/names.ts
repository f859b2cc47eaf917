/** What flows are made of, by name: offers, landings, campaigns, and the catalogue of filters. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

import type { Flow } from '../../../src/core/model.ts'
import { flowCatalog, listCampaigns, listLandings, listOffers } from '../../api/lists.ts'
import type { FilterEntry, FlowCatalog, OfferRow } from '../../api/types.ts'
import { shortened, visible } from '../../format/text.ts'
import type { Fill } from '../../parts/cap-bar.tsx'
import type { Option } from '../../parts/field.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { t, term } from '../../words/words.ts'

export interface Names {
  readonly catalog: FlowCatalog
  readonly offers: readonly Option[]
  readonly landings: readonly Option[]
  readonly campaigns: readonly Option[]
  /** Of offers that have a cap. */
  readonly caps: ReadonlyMap<number, Fill>
  readonly reload: () => void
}

const NOTHING: Names = {
  catalog: { filters: [], actions: [], macros: [], limits: {} },
  offers: [],
  landings: [],
  campaigns: [],
  caps: new Map(),
  reload: () => undefined,
}

export const NamesContext = createContext<Names>(NOTHING)

export function useNames(): Names {
  return useContext(NamesContext)
}

export function useLoadedNames(): Loaded<Omit<Names, 'reload'>> {
  return useLoad<Omit<Names, 'reload'>>(async () => {
    const [catalog, offers, landings, campaigns] = await Promise.all([
      flowCatalog(),
      listOffers(),
      listLandings(),
      listCampaigns(),
    ])
    const options = (rows: readonly { id: number; name: string }[]) =>
      rows.map(({ id, name }) => ({ value: String(id), label: name }))
    return {
      catalog,
      offers: options(offers),
      landings: options(landings),
      campaigns: options(campaigns),
      caps: new Map(offers.flatMap(capOf)),
    }
  }, [])
}

function capOf({ id, conversionCaps }: OfferRow): readonly (readonly [number, Fill])[] {
  return [conversionCaps]
    .flat()
    .filter(({ isActive, maxCap }) => isActive && maxCap > 0)
    .map(({ maxCap: max, currentConversionCap: used }) => [id, { used, max }])
}

export function nameOf(options: readonly Option[], id: number | string | null): string {
  return options.find(({ value }) => value === String(id))?.label ?? `#${id ?? '?'}`
}

/** The default flow of a new campaign has a name that nobody gave it. */
export function flowName({ name, type }: Pick<Flow, 'name' | 'type'>): string {
  const isGiven = name !== '' && (type !== 'default' || name !== 'Default')
  return isGiven ? name : t(`flow.unnamed.${type}`)
}

/** The flow of a place in a flow set, e.g. `flows.0.paths.1`; another place as it is. */
export function placeName(flows: readonly Pick<Flow, 'name' | 'type'>[], at: string): string {
  const flow = flows[Number(at.split('.')[1])]
  return flow === undefined ? at : flowName(flow)
}

/** Of a filter that this server does not know: its key. */
export function filterName({ filters }: FlowCatalog, key: string): string {
  const entry = filters.find((one) => one.key === key)
  return entry === undefined ? key : filterTitle(entry)
}

export function actionName({ actions }: FlowCatalog, key: string): string {
  return term('action', key, actions.find((one) => one.key === key)?.title)
}

export function filterTitle({ key, title }: Pick<FilterEntry, 'key' | 'title'>): string {
  const sub = /^sub_id_(\d+)$/.exec(key)
  return sub === null ? term('filter', key, title) : `sub_id_${sub[1]}`
}

const FIRST = 5
const NAME_LENGTH = 40

/** The first few of many, each short enough to stand in a sentence. */
export function firstNames(names: readonly string[]): string {
  const first = names.slice(0, FIRST).map((name) => shortened(visible(name), NAME_LENGTH))
  const rest = names.length - first.length
  const text = first.join(', ')
  return rest === 0 ? text : t('use.more', { names: text, n: rest })
}
