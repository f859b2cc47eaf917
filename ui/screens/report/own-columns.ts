/** The columns that the report starts with; a phone has room for two, and its user chooses them apart. */
import { isPhone } from '../../parts/phone.ts'
import { columnsOf, setColumns } from '../../state/preferences.ts'
import { SIMPLE } from './state.ts'

const ON_PHONES = ['clicks', 'profit']

const nameOf = () => (isPhone() ? 'report.phone' : 'report')

export function ownColumns(): readonly string[] {
  return columnsOf(nameOf()) ?? (isPhone() ? ON_PHONES : SIMPLE)
}

export function keepOwnColumns(columns: readonly string[]): void {
  setColumns(nameOf(), columns)
}
