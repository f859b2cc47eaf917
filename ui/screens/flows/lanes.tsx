/** The three lanes of a flow set. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'

import type { FlowType } from '../../../src/core/model.ts'
import { Button } from '../../parts/button.tsx'
import { useKeptFocus } from '../../parts/kept-focus.ts'
import { hasFingers } from '../../parts/phone.ts'
import { SearchBox } from '../../parts/search-box.tsx'
import { Segments } from '../../parts/segments.tsx'
import { plural, t } from '../../words/words.ts'
import {
  changed,
  type Draft,
  type DraftFlow,
  duplicated,
  moved,
  newFlow,
  shareOf,
  withFlow,
  without,
} from './draft.ts'
import type { DroppedFlow } from './flow-card.tsx'
import { isFound } from './flow-search.ts'
import { type FlowActs, FlowSlot } from './flow-slot.tsx'
import { filterName, useNames } from './names.ts'
import {
  type FlowNote,
  type FlowWarning,
  notesOf,
  NOTHING_YET,
  type Simulated,
} from './simulation.ts'

interface LanesProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly warnings: readonly FlowWarning[]
  readonly simulation: Simulated | null
  /** Whether there will be one. */
  readonly isSimulated: boolean
  /** Only flows in which its words stand are shown. */
  readonly search: string
  readonly onSearch: (search: string) => void
}

const WAITING: readonly FlowNote[] = [{ look: 'plain', text: NOTHING_YET }]

const LANES: readonly FlowType[] = ['forced', 'regular', 'default']

export function Lanes(props: LanesProps) {
  const { draft, onChange } = props
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(firstOpen(draft)))
  const lanes = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    const onDrop = (event: Event) => {
      const { key, to } = (event as CustomEvent<DroppedFlow>).detail
      const now = latest.current
      now.onChange({ ...now.draft, flows: moved(now.draft.flows, key, to) })
    }
    lanes.current?.addEventListener('flowdrop', onDrop)
    return () => lanes.current?.removeEventListener('flowdrop', onDrop)
  }, [])
  const added = useRef<string | null>(null)
  // It may be far below the button. At once: what is typed next is its name.
  useLayoutEffect(() => {
    const at = draft.flows.findIndex(({ key }) => key === added.current)
    if (at < 0) return
    added.current = null
    const card = lanes.current?.querySelector(`#flows-${at}`)
    card?.scrollIntoView({ block: 'nearest' })
    // On a screen that is touched a keyboard would come over it.
    if (!hasFingers()) card?.querySelector<HTMLElement>('.bare-input')?.focus()
  }, [draft])
  useLayoutEffect(() => {
    lanes.current?.querySelector(`#flows-${namedPlace()}`)?.scrollIntoView({ block: 'nearest' })
  }, [])
  const toggle = (key: string) =>
    setOpen((before) =>
      before.has(key)
        ? new Set([...before].filter((one) => one !== key))
        : new Set([...before, key]),
    )
  const acts = useMemo((): FlowActs => {
    const set = (next: (flows: readonly DraftFlow[]) => readonly DraftFlow[]) => {
      const now = latest.current
      now.onChange({ ...now.draft, flows: next(now.draft.flows) })
    }
    return {
      toggle,
      change: (key, changes) => set((flows) => changed(flows, key, changes)),
      move: (key, to) => set((flows) => moved(flows, key, to)),
      duplicate: (key) => set((flows) => inOrder(duplicated(flows, key))),
      remove: (key) => set((flows) => without(flows, key)),
    }
  }, [])
  const add = (type: FlowType) => {
    props.onSearch('')
    const flow = newFlow(type)
    added.current = flow.key
    onChange({ ...draft, flows: withFlow(draft.flows, flow) })
    toggle(flow.key)
  }
  return (
    <div class="lanes" ref={lanes}>
      <FlowSearch {...props} />
      {LANES.map((type) => (
        <Lane key={type} type={type} {...props} open={open} acts={acts} onAdd={() => add(type)} />
      ))}
    </div>
  )
}

/** Of a small set everything lies open; of a large one the eye needs the list, and what it came for. */
function firstOpen({ flows }: Draft): readonly string[] {
  const opened = flows.length <= 2 ? flows : flows.slice(namedPlace()).slice(0, 1)
  return opened.map(({ key }) => key)
}

/** Of the flow that the address names (`#flows-2`); behind them all if it names none. */
function namedPlace(): number {
  return Number(/^#flows-(\d{1,3})$/.exec(location.hash)?.[1] ?? Infinity)
}

/** So many are looked through by eye. */
const SEARCHED_FROM = 9

function FlowSearch({ draft, search, onSearch }: LanesProps) {
  const names = useNames()
  if (draft.flows.length < SEARCHED_FROM && search === '') return null
  const found = draft.flows.filter((flow) => isFound(names, flow, search)).length
  return (
    <div class="tools">
      <SearchBox label={t('flow.search')} value={search} onInput={onSearch} />
      <span class="faint" aria-live="polite">
        {search.trim() === ''
          ? plural('flow.count', draft.flows.length)
          : t('page.of', { page: found, last: draft.flows.length })}
      </span>
    </div>
  )
}

interface LaneProps extends LanesProps {
  readonly type: FlowType
  readonly open: ReadonlySet<string>
  readonly acts: FlowActs
  readonly onAdd: () => void
}

function Lane(props: LaneProps) {
  const { type, draft, onChange, open, acts, onAdd, warnings, simulation, search } = props
  const names = useNames()
  const flows = draft.flows.filter((flow) => flow.type === type)
  useKeptFocus(flows.map(({ key }) => key))
  const hasWeight = type === 'regular' && draft.mode === 'weight'
  const notes = simulation && notesOf(simulation, (key) => filterName(names.catalog, key))
  const noteOf = ({ key }: DraftFlow) =>
    notes === null ? (props.isSimulated ? WAITING : []) : (notes.get(key) ?? [])
  const index = new Map(draft.flows.map(({ key }, at) => [key, at]))
  const indexOf = ({ key }: DraftFlow) => index.get(key) ?? -1
  const placed = flows.map((flow, at) => ({ flow, place: at + 1 }))
  const shown = placed.filter(({ flow }) => isFound(names, flow, search))
  if (search.trim() !== '' && shown.length === 0) return null
  return (
    <section class="lane" aria-labelledby={`lane-${type}`}>
      <header class="lane-head">
        <h2 id={`lane-${type}`}>{t(`lane.${type}`)}</h2>
        <span class="faint small grow">{t(`lane.${type}Text`)}</span>
        {type === 'regular' ? <ModeSwitch draft={draft} onChange={onChange} /> : null}
        {type === 'default' ? null : (
          <Button icon="plus" look="quiet" onClick={onAdd}>
            {t('flow.add')}
          </Button>
        )}
      </header>
      {shown.length === 0 ? <p class="faint lane-empty">{t('lane.empty')}</p> : null}
      {shown.map(({ flow, place }) => (
        <div key={flow.key} id={`flows-${indexOf(flow)}`}>
          <FlowSlot
            flow={flow}
            place={place}
            share={shareOf(flow, flows)}
            hasWeight={hasWeight}
            isOpen={open.has(flow.key)}
            notes={[...noteOf(flow), ...warningNotes(warnings, indexOf(flow))]}
            acts={acts}
          />
        </div>
      ))}
    </section>
  )
}

/** A copy of the default flow is a regular one and belongs before it. */
function inOrder(flows: readonly DraftFlow[]): readonly DraftFlow[] {
  return LANES.flatMap((type) => flows.filter((flow) => flow.type === type))
}

function warningNotes(warnings: readonly FlowWarning[], at: number): readonly FlowNote[] {
  const own = warnings.filter(
    (warning) => warning.at === `flows.${at}` || warning.at.startsWith(`flows.${at}.`),
  )
  return own.length === 0 ? [] : [{ look: 'bad', text: plural('flow.warnings', own.length) }]
}

function ModeSwitch({ draft, onChange }: Pick<LanesProps, 'draft' | 'onChange'>) {
  return (
    <Segments
      label={t('flow.mode')}
      options={(['position', 'weight'] as const).map((value) => ({
        value,
        label: t(`flow.mode.${value}`),
      }))}
      value={draft.mode}
      onChange={(mode) => onChange({ ...draft, mode })}
    />
  )
}
