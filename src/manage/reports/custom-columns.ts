/**
 * Custom columns. One is its owner's; others have it by their permission records, administrators
 * always. For users without money a column that is made of it does not exist.
 */
import {
  type CustomColumnSpec,
  formulaProblemText,
  type Formulas,
} from '../../core/reports/custom-columns.ts'
import { type Formula, formulaMeasures, parseFormula } from '../../core/reports/formula.ts'
import { formulaTells, tellsRevenue } from '../../core/reports/revenue.ts'
import type { SavedObject } from '../../db/saved-objects.ts'
import type { ReadStores } from '../../db/stores.ts'
import { lately } from '../../lib/lru.ts'
import { type Access, accessUnder, type Caller, mayCreateUnder, unknownTo } from '../access.ts'
import type { Desk, Done } from '../desk.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../refusal.ts'
import { addSaved, putSaved, removeSaved, savedId } from './saved-objects.ts'

const SUBJECT = 'custom_column'
const PARSED_MAX = 500

export interface CustomColumn extends SavedObject {
  readonly spec: CustomColumnSpec
}

export interface CustomColumnDraft extends CustomColumnSpec {
  readonly name: string
}

/** Null if it is none, which was checked before it was stored. */
const formulaOf = lately(PARSED_MAX, (text: string): Formula | null => {
  const result = parseFormula(text)
  return 'problem' in result ? null : result
})

/** Those that the caller may use, by name. */
export function customColumnsFor({ saved }: ReadStores, caller: Caller): CustomColumn[] {
  const all = saved.list('custom_columns') as CustomColumn[]
  return all.filter((column) => accessToColumn(caller, column) !== 'none')
}

/** The same for queries. */
export function formulasFor(stores: ReadStores, caller: Caller): Formulas {
  const entries = customColumnsFor(stores, caller).flatMap(({ id, name, spec }) => {
    const formula = formulaOf(spec.formula)
    return formula === null ? [] : [[id, { name, formula }] as const]
  })
  return new Map(entries)
}

export function accessToColumn(caller: Caller, { id, ownerId, spec }: CustomColumn): Access {
  const formula = caller.hidesMoney ? formulaOf(spec.formula) : null
  if (formula !== null && formulaTells(formula)) return 'none'
  return ownerId === caller.userId ? 'modify' : accessUnder(caller, SUBJECT, { id })
}

/** Foreign ones look like columns that do not exist. */
export function customColumnFor(
  { saved }: ReadStores,
  caller: Caller,
  id: string,
  need: 'read' | 'modify',
): CustomColumn | Refusal {
  const column = saved.find('custom_columns', savedId(id)) as CustomColumn | null
  const access = column === null ? 'none' : accessToColumn(caller, column)
  if (column === null || access === 'none') return unknownTo(caller)
  return access === 'modify' || access === need ? column : FORBIDDEN
}

export function createCustomColumn(
  desk: Desk,
  caller: Caller,
  id: string,
  { name, ...spec }: CustomColumnDraft,
): Done | Refusal {
  if (!mayCreateUnder(caller, SUBJECT)) return FORBIDDEN
  const refusal = refuseFormula(caller, spec.formula)
  if (refusal !== null) return refusal
  const place = { kind: 'custom_columns', id: savedId(id), ownerId: caller.userId } as const
  return addSaved(desk, caller, { ...place, isShared: false, name, spec })
}

/** What is left out stays. */
export function changeCustomColumn(
  desk: Desk,
  caller: Caller,
  id: string,
  { name, ...change }: Partial<CustomColumnDraft>,
): Done | Refusal {
  const column = customColumnFor(desk.stores, caller, id, 'modify')
  if (isRefusal(column)) return column
  const refusal = change.formula === undefined ? null : refuseFormula(caller, change.formula)
  if (refusal !== null) return refusal
  const spec = { ...column.spec, ...change }
  return putSaved(desk, caller, column, { name: name ?? column.name, spec })
}

export function removeCustomColumn(desk: Desk, caller: Caller, id: string): Done | Refusal {
  const column = customColumnFor(desk.stores, caller, id, 'modify')
  return isRefusal(column) ? column : removeSaved(desk, caller, column)
}

function refuseFormula({ hidesMoney }: Caller, text: string): Refusal | null {
  const formula = parseFormula(text)
  const word = 'problem' in formula ? formulaProblemText(formula) : hiddenWord(formula, hidesMoney)
  return word === null ? null : wrong('formula', word)
}

/** The same words as for a measure that does not exist. */
function hiddenWord(formula: Formula, hidesMoney: boolean): string | null {
  const hidden = hidesMoney ? formulaMeasures(formula).find(tellsRevenue) : undefined
  return hidden === undefined ? null : `has a name that is no measure: ${hidden}`
}
