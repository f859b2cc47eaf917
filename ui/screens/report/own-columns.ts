/** The columns that the report starts with; a phone has room for two, and its user chooses them apart. */
import { isPhone } from '../../parts/phone.ts'
import { columnsOf, setColumns } from '../../state/preferences.ts'
import { hidesMoney } from '../../state/user.ts'
import { SIMPLE } from './state.ts'

/** What counts in the end; without the right to see money it is leads. */
const onPhones = () => ['clicks', hidesMoney.value ? 'leads' : 'profit']

const nameOf = () => (isPhone() ? 'report.phone' : 'report')

export function ownColumns(): readonly string[] {
  return columnsOf(nameOf()) ?? (isPhone() ? onPhones() : SIMPLE)
}

export function keepOwnColumns(columns: readonly string[]): void {
  setColumns(nameOf(), columns)
}
