/** A flow as a card: what it takes in one line, what it does when it is opened. */
import { Fragment } from 'preact'
import { useContext, useMemo, useState } from 'preact/hooks'

import type { Measures } from '../../api/types.ts'
import { percent } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Switch } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Segments } from '../../parts/segments.tsx'
import { plural, t } from '../../words/words.ts'
import { ActionEditor } from './action-editor.tsx'
import { CopyFlow } from './copy-flow.tsx'
import { changed, type DraftFlow, newPath, without } from './draft.ts'
import { FilterDialog } from './filter-dialog.tsx'
import { filterText } from './filter-text.ts'
import { leadsTo } from './flow-search.ts'
import { MoveFlow } from './move-flow.tsx'
import { filterName, flowName, useNames } from './names.ts'
import { PathCard } from './path-card.tsx'
import { NOTHING_YET } from './simulation.ts'
import { TrafficContext } from './traffic.ts'
import { Share, WeightInput } from './weights.tsx'

export interface FlowCardProps {
  readonly flow: DraftFlow
  /** Place in its lane, from 1. */
  readonly place: number
  readonly share: number | null
  readonly hasWeight: boolean
  readonly isOpen: boolean
  /** What the simulator or the server says about it. */
  readonly notes: readonly { readonly look: 'good' | 'bad' | 'plain'; readonly text: string }[]
  readonly onToggle: () => void
  readonly onChange: (changes: Partial<DraftFlow>) => void
  readonly onMove: (to: number) => void
  readonly onDuplicate: () => void
  readonly onRemove: () => void
}

export function FlowCard(props: FlowCardProps) {
  const { flow, isOpen, onMove, place } = props
  const name = flowName(flow)
  const won = props.notes.some(({ look }) => look === 'good')
  return (
    <article
      class={`flow${flow.enabled ? '' : ' off'}${won ? ' won' : ''}`}
      aria-label={name}
      onKeyDown={(event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (!event.altKey || step === undefined) return
        event.preventDefault()
        onMove(place - 1 + step)
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        const from = event.dataTransfer?.getData('text/x-sluice-flow') ?? ''
        if (from !== '') event.currentTarget.dispatchEvent(dropped(from, place - 1))
      }}
    >
      <FlowHead {...props} name={name} />
      <FilterChips flow={flow} onChange={props.onChange} />
      {props.notes.map(({ look, text }) => (
        <p class={`flow-note ${look}`} key={text}>
          {text}
        </p>
      ))}
      {isOpen ? <FlowBody flow={flow} onChange={props.onChange} /> : <LeadsTo flow={flow} />}
    </article>
  )
}

export interface DroppedFlow {
  readonly key: string
  readonly to: number
}

/** Bubbles to the lane, which knows the order. */
function dropped(key: string, to: number): CustomEvent<DroppedFlow> {
  return new CustomEvent('flowdrop', { bubbles: true, detail: { key, to } })
}

function FlowHead(props: FlowCardProps & { readonly name: string }) {
  const { flow, name, place, isOpen, onChange } = props
  const isDefault = flow.type === 'default'
  return (
    <header class="flow-head">
      {isDefault ? null : (
        <span
          class="grip"
          draggable
          title={t('flow.drag')}
          onDragStart={(event) => event.dataTransfer?.setData('text/x-sluice-flow', flow.key)}
        >
          <Icon name="grip" />
        </span>
      )}
      <button
        type="button"
        class={`twist${isOpen ? ' open' : ''}`}
        aria-expanded={isOpen}
        aria-label={isOpen ? t('table.collapse') : t('table.expand')}
        onClick={props.onToggle}
      >
        <Icon name="right" size={16} />
      </button>
      {isDefault ? null : (
        <input
          class="place-input"
          type="number"
          min="1"
          aria-label={t('flow.place')}
          value={place}
          onChange={(event) => props.onMove(Number(event.currentTarget.value) - 1)}
        />
      )}
      <input
        class="bare-input strong"
        aria-label={t('flow.name')}
        placeholder={name}
        value={flow.name}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <FlowTraffic id={flow.id ?? null} />
      {props.hasWeight ? (
        <>
          <WeightInput
            label={name}
            weight={flow.weight}
            onChange={(weight) => onChange({ weight })}
          />
          <Share share={props.share} />
        </>
      ) : null}
      {isDefault ? null : (
        <Switch
          isBare
          label={t('flow.onOff', { name })}
          isOn={flow.enabled}
          onChange={(enabled) => onChange({ enabled })}
        />
      )}
      <FlowMenu {...props} />
    </header>
  )
}

/** Today's clicks and how many of them became leads. */
function FlowTraffic({ id }: { readonly id: number | null }) {
  const traffic = useContext(TrafficContext)
  if (traffic === null || id === null) return null
  return (
    <span class="faint small number" title={t('flow.today')}>
      {traffic === 'waiting' ? NOTHING_YET : trafficText(traffic.get(id))}
    </span>
  )
}

function trafficText(measures: Measures | undefined): string {
  const clicks = measures?.['clicks'] ?? 0
  const told = plural('flow.clicks', clicks)
  return clicks === 0 ? told : `${told} · CR ${percent(measures?.['cr'], 2)}`
}

const SHOWN_TARGETS = 4

/** What one would have to open the flow for. */
function LeadsTo({ flow }: { readonly flow: DraftFlow }) {
  const places = leadsTo(useNames(), flow)
  const more = places.length - SHOWN_TARGETS
  const shown = places.slice(0, SHOWN_TARGETS).map((place) => visible(place))
  return (
    <p class="flow-leads">
      → {shown.length === 0 ? t('flow.nowhere') : shown.join(', ')}
      {more > 0 ? ` +${more}` : null}
    </p>
  )
}

function FlowMenu({
  flow,
  name,
  place,
  onMove,
  onDuplicate,
  onRemove,
}: FlowCardProps & { name: string }) {
  const [isCopying, setCopying] = useState(false)
  const [isMoving, setMoving] = useState(false)
  const isDefault = flow.type === 'default'
  const order = [
    { label: t('moveUp'), icon: 'up' as const, run: () => onMove(place - 2) },
    { label: t('moveDown'), icon: 'down' as const, run: () => onMove(place) },
    { label: t('flow.moveTo'), icon: 'grip' as const, run: () => setMoving(true) },
  ]
  const remove = { label: t('delete'), icon: 'trash' as const, isDanger: true, run: onRemove }
  return (
    <>
      <Menu
        label={t('actsOf', { name })}
        items={[
          { label: t('duplicate'), icon: 'duplicate', run: onDuplicate },
          { label: t('flow.copyTo'), icon: 'copy', isWrite: true, run: () => setCopying(true) },
          ...(isDefault ? [] : [...order, remove]),
        ]}
      />
      {isMoving ? (
        <MoveFlow name={name} place={place} onMove={onMove} onClose={() => setMoving(false)} />
      ) : null}
      {isCopying ? <CopyFlow flow={flow} onClose={() => setCopying(false)} /> : null}
    </>
  )
}

interface PartProps {
  readonly flow: DraftFlow
  readonly onChange: (changes: Partial<DraftFlow>) => void
}

function FilterChips({ flow, onChange }: PartProps) {
  const { catalog } = useNames()
  const [at, setAt] = useState<number | 'new' | null>(null)
  if (flow.type === 'default') return null
  const titleOf = (key: string) => filterName(catalog, key)
  const save = (filter: DraftFlow['filters'][number]) => {
    const filters =
      at === 'new'
        ? [...flow.filters, filter]
        : flow.filters.map((one, index) => (index === at ? filter : one))
    onChange({ filters })
    setAt(null)
  }
  return (
    <div class="chips filters">
      {flow.filters.length === 0 ? <span class="faint">{t('flow.everyone')}</span> : null}
      {flow.filters.map((filter, index) => (
        <Fragment key={index}>
          {index === 0 ? null : <CombineSwitch flow={flow} onChange={onChange} />}
          <span class={filter.enabled ? undefined : 'off'}>
            <Chip
              name={titleOf(filter.key)}
              onClick={() => setAt(index)}
              onRemove={() => onChange({ filters: flow.filters.filter((_, one) => one !== index) })}
            >
              {filterText(filter, titleOf(filter.key))}
            </Chip>
          </span>
        </Fragment>
      ))}
      <Button icon="plus" look="quiet" onClick={() => setAt('new')}>
        {t('flow.addFilter')}
      </Button>
      {at === null ? null : (
        <FilterDialog
          filter={at === 'new' ? null : (flow.filters[at] ?? null)}
          onSave={save}
          onClose={() => setAt(null)}
        />
      )}
    </div>
  )
}

function CombineSwitch({ flow, onChange }: PartProps) {
  const isAnd = flow.combine === 'and'
  return (
    <button
      type="button"
      class="combine"
      title={t('flow.combine')}
      onClick={() => onChange({ combine: isAnd ? 'or' : 'and' })}
    >
      {isAnd ? t('and') : t('or')}
    </button>
  )
}

function FlowBody({ flow, onChange }: PartProps) {
  const choose = (kind: 'paths' | 'action') =>
    kind === 'paths'
      ? onChange({ action: null, paths: flow.paths.length > 0 ? flow.paths : [newPath('')] })
      : onChange({ action: { key: 'http', payload: '' }, paths: [] })
  return (
    <div class="flow-body">
      <Segments
        label={t('flow.does')}
        options={(['paths', 'action'] as const).map((value) => ({
          value,
          label: t(`flow.${value}`),
        }))}
        value={flow.action === null ? 'paths' : 'action'}
        onChange={choose}
      />
      {flow.action === null ? (
        <Paths flow={flow} onChange={onChange} />
      ) : (
        <ActionEditor action={flow.action} onChange={(action) => onChange({ action })} />
      )}
      <div class="row apart">
        <Switch
          label={t('flow.markAsBot')}
          isOn={flow.markAsBot}
          onChange={(markAsBot) => onChange({ markAsBot })}
        />
        <Switch
          label={t('flow.storeClicks')}
          isOn={flow.storeClicks}
          onChange={(storeClicks) => onChange({ storeClicks })}
        />
      </div>
    </div>
  )
}

function Paths({ flow, onChange }: PartProps) {
  // One to begin with, so that a landing or an offer is added at once.
  const first = useMemo(() => newPath(''), [])
  const paths = flow.paths.length === 0 ? [first] : flow.paths
  return (
    <>
      {paths.map((path) => (
        <PathCard
          key={path.key}
          path={path}
          all={paths}
          onChange={(changes) => onChange({ paths: changed(paths, path.key, changes) })}
          onRemove={() => onChange({ paths: without(paths, path.key) })}
          onDuplicate={() => {
            const copy = {
              ...path,
              ...newPath(path.name),
              landings: path.landings,
              offers: path.offers,
            }
            onChange({ paths: [...paths, copy] })
          }}
        />
      ))}
      <div>
        <Button
          icon="plus"
          look="quiet"
          onClick={() => onChange({ paths: [...paths, newPath('')] })}
        >
          {t('flow.addPath')}
        </Button>
      </div>
    </>
  )
}
