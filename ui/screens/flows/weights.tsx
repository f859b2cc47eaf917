/** Entries that share traffic by weight: each with its live share, paused without losing its weight. */
import type { ComponentChildren } from 'preact'

import { percent } from '../../format/numbers.ts'
import { Button } from '../../parts/button.tsx'
import { Switch } from '../../parts/field.tsx'
import { useKeptFocus } from '../../parts/kept-focus.ts'
import { Menu } from '../../parts/menu.tsx'
import { t } from '../../words/words.ts'
import { changed, evenly, type Keyed, reordered, shareOf, without } from './draft.ts'

type Weighted = Keyed & { readonly weight: number; readonly enabled: boolean }

interface WeightsProps<T extends Weighted> {
  readonly label: string
  readonly entries: readonly T[]
  readonly onChange: (entries: readonly T[]) => void
  readonly nameOf: (entry: T) => ComponentChildren
  readonly textOf: (entry: T) => string
  readonly add: ComponentChildren
}

export function Weights<T extends Weighted>(props: WeightsProps<T>) {
  const { label, entries, onChange, add } = props
  useKeptFocus(entries.map(({ key }) => key))
  return (
    <fieldset class="weights">
      <legend>{label}</legend>
      {entries.map((entry, at) => (
        <WeightRow key={entry.key} entry={entry} at={at} props={props} />
      ))}
      <div class="row">
        {add}
        {entries.length > 1 ? (
          <Button look="quiet" onClick={() => onChange(evenly(entries))}>
            {t('flow.evenly')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  )
}

interface WeightRowProps<T extends Weighted> {
  readonly entry: T
  readonly at: number
  readonly props: WeightsProps<T>
}

function WeightRow<T extends Weighted>({ entry, at, props }: WeightRowProps<T>) {
  const { entries, onChange, nameOf, textOf } = props
  const set = (changes: Partial<Weighted>) =>
    onChange(changed(entries, entry.key, changes as Partial<T>))
  const move = (to: number) => onChange(reordered(entries, at, to))
  const text = textOf(entry)
  return (
    <div
      class={`weight-row${entry.enabled ? '' : ' off'}`}
      onKeyDown={(event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (!event.altKey || step === undefined) return
        event.preventDefault()
        event.stopPropagation()
        move(at + step)
      }}
    >
      <Switch
        isBare
        label={t('flow.onOff', { name: text })}
        isOn={entry.enabled}
        onChange={(enabled) => set({ enabled })}
      />
      <span class="weight-name">{nameOf(entry)}</span>
      <WeightInput label={text} weight={entry.weight} onChange={(weight) => set({ weight })} />
      <Share share={shareOf(entry, entries)} />
      <Menu
        label={t('actsOf', { name: text })}
        items={[
          { label: t('moveUp'), icon: 'up', run: () => move(at - 1) },
          { label: t('moveDown'), icon: 'down', run: () => move(at + 1) },
          {
            label: t('remove'),
            icon: 'trash',
            isDanger: true,
            run: () => onChange(without(entries, entry.key)),
          },
        ]}
      />
    </div>
  )
}

interface WeightInputProps {
  readonly label: string
  readonly weight: number
  readonly onChange: (weight: number) => void
}

const HEAVIEST = 1_000_000

export function WeightInput({ label, weight, onChange }: WeightInputProps) {
  return (
    <input
      class="weight-input"
      type="number"
      min="0"
      max={HEAVIEST}
      aria-label={t('flow.weightOf', { name: label })}
      value={weight}
      onInput={(event) => {
        const value = Math.trunc(Number(event.currentTarget.value))
        if (Number.isFinite(value)) onChange(Math.max(0, Math.min(HEAVIEST, value)))
      }}
    />
  )
}

export function Share({ share }: { readonly share: number | null }) {
  const value = share === null ? 0 : share * 100
  return (
    <span class="share">
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${value}%` }} />
      </span>
      {share === null ? '—' : percent(value, value % 1 === 0 ? 0 : 1)}
    </span>
  )
}
