/** Which columns of lists, reports and the click log the caller sees, and in which order. */
import { Type } from '@sinclair/typebox'

import { type Refusal, wrong } from '../../../manage/refusal.ts'
import { chooseColumns, columnChoiceOf } from '../../../manage/reports/column-choices.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, Uuid } from '../shape.ts'
import { Empty, titleOf } from '../wire.ts'
import { shownColumns } from './clicks.ts'
import { COLUMN_PAGES, columnViews, orderedColumns } from './columns.wire.ts'

const tag = 'Columns'
const COLUMNS_MAX = 500
const PageParams = Type.Object({ page: anyCase(COLUMN_PAGES) })
const Shown = Type.Optional(Type.Array(Type.Object({ uuid: Uuid }), { maxItems: COLUMNS_MAX }))
/** `columns`, or both lists as GET shows them. */
const PageBody = Type.Object({
  columns: Type.Optional(Type.Array(Uuid, { maxItems: COLUMNS_MAX })),
  default: Shown,
  custom: Shown,
})
const MoveBody = Type.Object({
  uuid: Uuid,
  position: Type.Integer({ minimum: 0, maximum: COLUMNS_MAX }),
})
const LogBody = Type.Object({
  columns: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: COLUMNS_MAX }),
})

type PageCall<B = unknown> = Call<(typeof PageParams)['static'], unknown, B>

/** In the caller's order; a column that is not selected stays away. */
function columnsOfPage(call: PageCall) {
  const { page } = call.params
  const isOn = ({ viewOnPage }: { viewOnPage: { selectedPages: readonly string[] } }) =>
    viewOnPage.selectedPages.includes(page)
  const views = columnViews(call)
  const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position
  return {
    default: views.default.filter(isOn).toSorted(byPosition),
    custom: views.custom.filter(isOn).toSorted(byPosition),
  }
}

const unknown = (field: string, name: string): Refusal => wrong(field, `there is no column ${name}`)

function setColumnsOfPage(call: PageCall<(typeof PageBody)['static']>): object {
  const { desk, caller, read, params, body } = call
  const { columns, default: built, custom } = body
  const wanted = columns ?? (built && custom && [...built, ...custom].map(({ uuid }) => uuid))
  if (wanted === undefined) return wrong('columns', 'is missing')
  const chosen = [...new Set(wanted.map((uuid) => uuid.toLowerCase()))]
  const all = new Set(orderedColumns(call, []))
  const stranger = chosen.find((uuid) => !all.has(uuid))
  if (stranger !== undefined) return unknown('columns', stranger)
  const pages = { ...columnChoiceOf(read, caller).pages, [params.page]: chosen }
  return emptyUnless(chooseColumns(desk, caller, { pages }))
}

function moveColumn(call: Call<unknown, unknown, (typeof MoveBody)['static']>): object {
  const { desk, caller, read, body } = call
  const uuid = body.uuid.toLowerCase()
  const order = orderedColumns(call, columnChoiceOf(read, caller).order)
  if (!order.includes(uuid)) return unknown('uuid', uuid)
  const others = order.filter((each) => each !== uuid)
  return emptyUnless(
    chooseColumns(desk, caller, { order: others.toSpliced(body.position, 0, uuid) }),
  )
}

function clickColumns({ read, caller }: Call) {
  const all = shownColumns(caller)
  const chosen = columnChoiceOf(read, caller).clickLog ?? all
  const first = chosen.filter((id) => all.includes(id))
  return [...new Set([...first, ...all])].map((id) => ({
    id,
    name: titleOf(id),
    selected: chosen.includes(id),
  }))
}

function setClickColumns(call: Call<unknown, unknown, (typeof LogBody)['static']>): object {
  const { desk, caller, body } = call
  const all = shownColumns(caller)
  const stranger = body.columns.find((id) => !all.includes(id))
  if (stranger !== undefined) return unknown('columns', stranger)
  return emptyUnless(chooseColumns(desk, caller, { clickLog: [...new Set(body.columns)] }))
}

export const columnOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/columns',
    id: 'listColumns',
    summary: 'Columns of lists and reports',
    tag,
    run: columnViews,
  }),
  operation({
    method: 'GET',
    path: '/columns/:page',
    id: 'getColumnsOfPage',
    summary: 'Columns that the caller sees on a page, in his order',
    tag,
    params: PageParams,
    run: columnsOfPage,
  }),
  operation({
    method: 'PUT',
    path: '/columns/:page',
    id: 'setColumnsOfPage',
    summary: 'Choose which columns are on a page; the caller’s own choice',
    tag,
    params: PageParams,
    body: PageBody,
    answer: Empty,
    run: setColumnsOfPage,
  }),
  operation({
    method: 'PUT',
    path: '/columns/position/change',
    id: 'moveColumn',
    summary: 'Move a column to another place; the caller’s own order',
    tag,
    body: MoveBody,
    answer: Empty,
    run: moveColumn,
  }),
  operation({
    method: 'GET',
    path: '/clicklog/columns',
    id: 'listClickColumns',
    summary: 'Columns of the click log, those the caller chose first',
    tag: 'Click log',
    run: clickColumns,
  }),
  operation({
    method: 'PUT',
    path: '/clicklog/columns',
    id: 'setClickColumns',
    summary: 'Choose the columns of the click log and their order',
    tag: 'Click log',
    body: LogBody,
    answer: Empty,
    run: setClickColumns,
  }),
]
