/** A small table of pairs, e.g. status → payout. */
import type { ComponentChildren } from 'preact'

import { Button } from '../../parts/button.tsx'
import { t } from '../../words/words.ts'

export type Pair = readonly [left: string, right: string]

interface PairsProps {
  readonly pairs: readonly Pair[]
  readonly titles: Pair
  readonly onChange: (pairs: readonly Pair[]) => void
  /** Beside each right one. */
  readonly suffix?: ComponentChildren
}

export function PairsTable({ pairs, titles, onChange, suffix }: PairsProps) {
  const change = (at: number, pair: Pair) =>
    onChange(pairs.map((one, index) => (index === at ? pair : one)))
  return (
    <div class="stack">
      {pairs.map(([left, right], at) => (
        <div class="pair-row" key={at}>
          <input
            aria-label={titles[0]}
            placeholder={titles[0]}
            value={left}
            onInput={(event) => change(at, [event.currentTarget.value, right])}
          />
          <span aria-hidden="true">→</span>
          <span class="input-row">
            <input
              class="code"
              aria-label={titles[1]}
              placeholder={titles[1]}
              value={right}
              onInput={(event) => change(at, [left, event.currentTarget.value])}
            />
            {suffix}
          </span>
          <Button
            icon="trash"
            look="quiet"
            label={t('delete')}
            onClick={() => onChange(pairs.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => onChange([...pairs, ['', '']])}>
          {t('add')}
        </Button>
      </div>
    </div>
  )
}

/** Without rows that nobody filled in. */
export function filledPairs(value: unknown): readonly Pair[] {
  return pairsOf(value).filter((pair) => pair.join('').trim() !== '')
}

export function pairsOf(value: unknown): readonly Pair[] {
  return Array.isArray(value) ? (value as readonly Pair[]) : []
}
