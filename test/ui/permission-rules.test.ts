import { expect, test } from 'bun:test'

import { rulesOf, wireOf } from '../../ui/screens/admin/permissions.tsx'

const EMPTY = { canCreate: false, read: [], modify: [], readGroups: [], modifyGroups: [] }

test('a record that gives nothing is shown as none, which is sent as such a record', () => {
  const rules = rulesOf([
    { ...EMPTY, subject: 'POSTBACK_LOG', accessLevel: 'CUSTOM' },
    { ...EMPTY, subject: 'ROTATION', accessLevel: 'CUSTOM', canCreate: true },
    { ...EMPTY, subject: 'CAMPAIGN', accessLevel: 'CUSTOM', modifyGroups: [{ id: 'g' }] },
    { ...EMPTY, subject: 'OFFER', accessLevel: 'READ' },
  ])
  const levels = Object.entries(rules).map(([subject, { level }]) => [subject, level])
  expect(levels).toEqual([
    ['postback_log', 'NONE'],
    ['rotation', 'CUSTOM'],
    ['campaign', 'CUSTOM'],
    ['offer', 'READ'],
  ])
  expect(wireOf(rules).map(({ accessLevel }) => accessLevel)).toEqual([
    'CUSTOM',
    'CUSTOM',
    'CUSTOM',
    'READ',
  ])
})
