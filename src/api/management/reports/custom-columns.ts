/** Columns made of formulas, and how the built-in columns are called and written. */
import { Type } from '@sinclair/typebox'

import { sent } from '../../../lib/sent.ts'
import { isRefusal, NOT_FOUND } from '../../../manage/refusal.ts'
import {
  accessToDefaultColumn,
  changeDefaultColumn,
  resetDefaultColumns,
} from '../../../manage/reports/column-choices.ts'
import {
  changeCustomColumn,
  createCustomColumn,
  customColumnFor,
  removeCustomColumn,
} from '../../../manage/reports/custom-columns.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { Empty } from '../wire.ts'
import { columnUuid, defaultColumnOf } from './column-keys.ts'
import { columnViews, customColumnView, defaultColumnView, shownBy } from './columns.wire.ts'

const tag = 'Columns'
const optional = Type.Optional
const Params = Type.Object({ uuid: Uuid })
const ColumnTitle = Type.String({ minLength: 1, maxLength: 100 })
const FormulaText = Type.String({ minLength: 1, maxLength: 500 })
const Decimals = Type.Integer({ minimum: 0, maximum: 9 })
const Format = anyCase(['def', '$', '%'])
const CustomBody = Type.Object({
  name: ColumnTitle,
  formula: FormulaText,
  decimals: optional(Decimals),
  format: optional(Format),
})
const CustomChange = Type.Object({
  name: optional(nullable(Type.String({ maxLength: 100 }))),
  formula: optional(FormulaText),
  decimals: optional(Decimals),
  format: optional(Format),
})
const DefaultChange = Type.Object({
  name: optional(nullable(ColumnTitle)),
  decimals: optional(nullable(Decimals)),
  format: optional(nullable(Format)),
})

type ById = Call<{ uuid: string }>

function customView(call: ById) {
  const column = customColumnFor(call.read, call.caller, call.params.uuid, 'read')
  if (isRefusal(column)) return column
  const listed = columnViews(call).custom.find(({ uuid }) => uuid === column.id)
  return listed ?? customColumnView(call, column, 0, shownBy(call))
}

function defaultView(call: ById) {
  const key = defaultColumnOf(call, call.params.uuid)
  if (key === null) return NOT_FOUND
  const listed = columnViews(call).default.find(({ uuid }) => uuid === columnUuid(key))
  return listed ?? defaultColumnView(key, 0, shownBy(call))
}

const custom = { path: '/custom_column/:uuid', tag, params: Params } as const
const built = { path: '/default_column/:uuid', tag, params: Params } as const

export const customColumnOperations: readonly Operation[] = [
  operation({
    ...custom,
    method: 'POST',
    id: 'createCustomColumn',
    summary: 'Make a column of a formula over measures',
    body: CustomBody,
    answer: Empty,
    status: 201,
    run: (call) => {
      const { desk, caller, params, body } = call
      if (defaultColumnOf(call, params.uuid) !== null) return { refused: 'taken', field: 'uuid' }
      const { name, formula, decimals = 2, format = 'def' } = body
      const draft = { name, formula, decimals, format }
      return emptyUnless(createCustomColumn(desk, caller, params.uuid, draft))
    },
  }),
  operation({
    ...custom,
    method: 'GET',
    id: 'getCustomColumn',
    summary: 'Read a custom column',
    current: customView,
    run: customView,
  }),
  operation({
    ...custom,
    method: 'PUT',
    id: 'changeCustomColumn',
    summary: 'Change a custom column',
    body: CustomChange,
    answer: Empty,
    current: customView,
    run: ({ desk, caller, params, body }) => {
      const change = sent({ ...body, name: body.name || undefined })
      return emptyUnless(changeCustomColumn(desk, caller, params.uuid, change))
    },
  }),
  operation({
    ...custom,
    method: 'DELETE',
    id: 'deleteCustomColumn',
    summary: 'Remove a custom column; saved reports lose it',
    answer: Empty,
    current: customView,
    run: ({ desk, caller, params }) => emptyUnless(removeCustomColumn(desk, caller, params.uuid)),
  }),
  operation({
    ...built,
    method: 'GET',
    id: 'getDefaultColumn',
    summary: 'Read a built-in column',
    current: defaultView,
    run: defaultView,
  }),
  operation({
    ...built,
    method: 'PUT',
    id: 'changeDefaultColumn',
    summary: 'Set how a built-in column is called and written, for everybody; null: as it comes',
    body: DefaultChange,
    answer: Empty,
    current: defaultView,
    run: (call) => {
      const { desk, caller, params, body } = call
      const uuid = params.uuid.toLowerCase()
      const mayChange = accessToDefaultColumn(caller, uuid) === 'modify'
      if (mayChange && defaultColumnOf(call, uuid) === null) return NOT_FOUND
      return emptyUnless(changeDefaultColumn(desk, caller, uuid, sent(body)))
    },
  }),
  operation({
    method: 'POST',
    path: '/default_column/reset',
    id: 'resetDefaultColumns',
    summary: 'Built-in columns as they came',
    tag,
    answer: Empty,
    run: ({ desk, caller }) => emptyUnless(resetDefaultColumns(desk, caller)),
  }),
]
