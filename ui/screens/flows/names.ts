/** What flows are made of, by name: offers, landings, campaigns, and the catalogue of filters. */
import { createContext } from 'preact'
import { useContext, useMemo, useState } from 'preact/hooks'

import type { Flow, FlowSet } from '../../../src/core/model.ts'
import { type Choice, type ChoiceKind, type Named, namedChoices } from '../../api/found.ts'
import { flowCatalog } from '../../api/lists.ts'
import type { FilterEntry, FlowCatalog } from '../../api/types.ts'
import { shortened, visible } from '../../format/text.ts'
import type { Fill } from '../../parts/cap-bar.tsx'
import type { Option } from '../../parts/field.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { t, term } from '../../words/words.ts'

export type TargetList = 'offers' | 'landings' | 'campaigns'

export const KIND_OF: { readonly [L in TargetList]: ChoiceKind } = {
  offers: 'offer',
  landings: 'landing',
  campaigns: 'campaign',
}

/** Of what may be chosen those that have been: there may be thousands of others. */
export interface Names {
  readonly catalog: FlowCatalog
  readonly offers: readonly Option[]
  readonly landings: readonly Option[]
  readonly campaigns: readonly Option[]
  /** Of offers that have a cap. */
  readonly caps: ReadonlyMap<number, Fill>
  /** Something else has been chosen. */
  readonly learn: (list: TargetList, choice: Choice) => void
  /** Somebody else has. */
  readonly reload: () => void
}

type Known = { readonly [L in TargetList]: readonly Choice[] }

const NONE: Known = { offers: [], landings: [], campaigns: [] }

const NOTHING: Names = {
  catalog: { filters: [], actions: [], macros: [], limits: {} },
  offers: [],
  landings: [],
  campaigns: [],
  caps: new Map(),
  learn: () => undefined,
  reload: () => undefined,
}

export const NamesContext = createContext<Names>(NOTHING)

export function useNames(): Names {
  return useContext(NamesContext)
}

type Asked = { readonly [L in TargetList]: Named }

/** The names of what is asked, and of all that is chosen afterwards. */
export function useLoadedNames(asked: Asked): Loaded<unknown> & { readonly names: Names | null } {
  const loaded = useLoad(
    async (signal) => {
      const [catalog, offers, landings, campaigns] = await Promise.all([
        flowCatalog(signal),
        namedChoices('offer', asked.offers, signal),
        namedChoices('landing', asked.landings, signal),
        namedChoices('campaign', asked.campaigns, signal),
      ])
      return { catalog, offers, landings, campaigns }
    },
    [JSON.stringify(asked)],
  )
  const [learned, setLearned] = useState(NONE)
  const { data, reload } = loaded
  const names = useMemo(() => {
    if (data === null) return null
    const learn = (list: TargetList, choice: Choice) =>
      setLearned((known) => ({ ...known, [list]: [...known[list], choice] }))
    return { ...namesOf(data.catalog, [learned, data]), learn, reload }
  }, [data, learned])
  return { ...loaded, names }
}

function namesOf(catalog: FlowCatalog, known: readonly Known[]) {
  const options = (list: TargetList) => known.flatMap(({ [list]: rows }) => rows.map(optionOf))
  return {
    catalog,
    offers: options('offers'),
    landings: options('landings'),
    campaigns: options('campaigns'),
    caps: new Map(known.flatMap(({ offers }) => offers.flatMap(capOf))),
  }
}

const optionOf = ({ id, name }: Choice): Option => ({ value: String(id), label: name })

const capOf = ({ id, cap }: Choice): readonly (readonly [number, Fill])[] =>
  cap ? [[id, cap]] : []

/** What flows lead to, by number. */
export function targetsIn({ flows }: FlowSet): { readonly [L in TargetList]: readonly number[] } {
  const paths = flows.flatMap((flow) => flow.paths)
  const offers = paths.flatMap((path) => path.offers)
  // Of an action that leads to a campaign; what else is a number names none.
  const named = flows.map(({ action }) => Number(action?.payload)).filter(Number.isInteger)
  return {
    landings: paths.flatMap((path) => path.landings.map(({ landingId }) => landingId)),
    offers: offers.flatMap(({ offerId }) => offerId ?? []),
    campaigns: [...offers.flatMap(({ campaignId }) => campaignId ?? []), ...named],
  }
}

export function nameOf(options: readonly Option[], id: number | string | null): string {
  return visible(options.find(({ value }) => value === String(id))?.label ?? `#${id ?? '?'}`)
}

/** The default flow of a new campaign has a name that nobody gave it. */
export function flowName({ name, type }: Pick<Flow, 'name' | 'type'>): string {
  const isGiven = name !== '' && (type !== 'default' || name !== 'Default')
  return isGiven ? visible(name) : t(`flow.unnamed.${type}`)
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
