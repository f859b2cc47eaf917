import { afterAll, expect, test } from 'bun:test'

import { COMMAND_LINE } from '../../src/manage/access.ts'
import {
  closeUndoneImport,
  dismissCalls,
  noteReapplied,
  noteRemoved,
  openImport,
} from '../../src/manage/money-deeds.ts'
import { openManagement } from '../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { desk } = management

const newest = async () => {
  const { body } = await management.call('GET', '/audit?limit=1&datePreset=all_time')
  const { event, kind, objectId, changes } = body.rows[0]
  return [event, kind, objectId, changes]
}

test('an import and what takes it back are in the audit under its number', async () => {
  const id = openImport(desk, COMMAND_LINE, { lines: 3, reason: '' })
  expect(await newest()).toEqual(['import', 'conversions', String(id), { lines: 3 }])
  closeUndoneImport(desk, COMMAND_LINE, id, 2)
  expect(await newest()).toEqual(['undo', 'conversions', String(id), { clicks: 2 }])
})

test('removed conversions and postbacks that were tried again are named', async () => {
  noteRemoved(desk, COMMAND_LINE, ['a', 'b'])
  expect(await newest()).toEqual(['remove', 'conversions', '', { clickIds: ['a', 'b'] }])
  noteReapplied(desk, COMMAND_LINE, [7], { status: 'sale' })
  const changes = { ids: [7], edit: { status: 'sale' } }
  expect(await newest()).toEqual(['reapply', 'postbacks', '', changes])
})

test('what changes nothing leaves no row', async () => {
  const before = await newest()
  noteRemoved(desk, COMMAND_LINE, [])
  noteReapplied(desk, COMMAND_LINE, [], null)
  expect(dismissCalls(desk, COMMAND_LINE, [4242])).toBe(0)
  expect(await newest()).toEqual(before)
})
