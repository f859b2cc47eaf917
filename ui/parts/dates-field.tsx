/** Asked of who brings a file with dates between slashes: which of two numbers is the day. */
import { DATE_ORDERS } from '../../src/core/files/dates.ts'
import { t } from '../words/words.ts'
import { type Option, SelectField } from './field.tsx'

/** Enough for the first rows, however long the file is. */
const HEAD_CHARS = 20_000
const SLASHED = /(?:^|[^\d/-])\d{1,2}([/-])\d{1,2}\1(?:\d{4}|\d\d)(?![\d/-])/

/** Whether it has dates that may be read in two ways. */
export function hasSlashedDates(text: string): boolean {
  return SLASHED.test(text.slice(0, HEAD_CHARS))
}

/** The first leaves it to the file. */
export function dateOptions(): readonly Option[] {
  const orders = DATE_ORDERS.map((value) => ({ value, label: t(`file.dates.${value}`) }))
  return [{ value: '', label: t('file.dates.told') }, ...orders]
}

interface DatesFieldProps {
  readonly value: string
  readonly errors?: readonly string[]
  readonly onChange: (value: string) => void
}

export function DatesField({ value, errors = [], onChange }: DatesFieldProps) {
  return (
    <SelectField
      label={t('file.dates')}
      value={value}
      options={dateOptions()}
      errors={errors}
      onChange={onChange}
    />
  )
}
