/**
 * A number of a report: right format, and for profit and the like a colour beside its sign. Tables draw
 * thousands, so none of them listens for itself: whoever draws them follows the thresholds.
 */
import { money, NO_VALUE, number, percent } from '../format/numbers.ts'
import { thresholds } from '../state/preferences.ts'

interface MeasureProps {
  readonly name: string
  readonly value: number | null | undefined
  readonly format: 'def' | '$' | '%'
  readonly decimals: number
  /** Given where a number stands alone; columns name it in their heading. */
  readonly currency?: string
}

export function Measure(props: MeasureProps) {
  const { value, name } = props
  const text = measureText(props)
  if (value === null || value === undefined) return <span class="faint">{NO_VALUE}</span>
  const threshold = thresholds.peek()[name]
  if (threshold === undefined) return value === 0 ? <span class="faint">{text}</span> : text
  if (value >= threshold.good) return <span class="good strong">{shownMeasure(props)}</span>
  if (value <= threshold.bad) return <span class="bad strong">{text}</span>
  return <span class="faint">{text}</span>
}

/** The text as `Measure` draws it: a gain has its sign. */
export function shownMeasure(props: MeasureProps): string {
  const { name, value } = props
  const good = thresholds.peek()[name]?.good
  const isGain = good !== undefined && (value ?? 0) > 0 && (value ?? 0) >= good
  return isGain ? `+${measureText(props)}` : measureText(props)
}

function measureText({ value, format, decimals, currency }: MeasureProps): string {
  if (format === '%') return percent(value, decimals)
  if (format === '$' && currency !== undefined) return money(value, currency, decimals)
  return number(value, decimals)
}
