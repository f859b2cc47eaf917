/** Long files of costs in parts: every line once, under its own number, slots together. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { costParts } from '../../../src/core/files/cost-parts.ts'
import { fileTable } from '../../../src/core/files/table.ts'

const TITLES = { date: 'Day', value: 'Zone "x"', campaign: '', cost: 'Spent, USD' }
const row = fc.record({
  day: fc.constantFrom('2026-11-20', '20.11.2026', '21/11/2026', '2026-11-20 14:05', 'Total', ''),
  zone: fc.constantFrom('a', 'A', 'b;"c"', 'two\nlines', ''),
  spent: fc.constantFrom('1', '1,5', '"', '1 000,25'),
})
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

test('no line is lost, none is twice, and those of a slot are in one part', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(6), (rows, small) => {
      const head = ['Day', 'Zone "x"', 'Spent, USD'].map(quoted).join(';')
      const lines = rows.map(({ day, zone, spent }) => [day, zone, spent].map(quoted).join(';'))
      const csv = `\uFEFFReport of November\n\n${head}\n${lines.join('\n')}`
      const whole = [...fileTable(csv, { hasHeading: true })!.rows]
      const { parts } = costParts(csv, TITLES, null, small + 1)
      const places = new Map<string, Set<number>>()
      const read = parts.flatMap(({ csv: part, lines: numbers }, at) =>
        [...fileTable(part, { hasHeading: true })!.rows].map((each) => {
          const cells = [...each.row.values()]
          const day = cells[0]!.replace('20.11.2026', '2026-11-20').slice(0, 13)
          const slot = `${day} ${cells[1]!.toLowerCase()}`
          places.getOrInsertComputed(slot, () => new Set()).add(at)
          return { line: numbers[each.line] ?? each.line, cells }
        }),
      )
      const wanted = whole.map(({ line, row: cells }) => ({ line, cells: [...cells.values()] }))
      const inOrder = (some: typeof read) => some.toSorted((a, b) => a.line - b.line)
      expect(inOrder(read)).toEqual(inOrder(wanted))
      expect([...places.values()].every(({ size }) => size === 1)).toBe(true)
    }),
  )
})

test('a hundred thousand lines fit into requests, and the whole says how they are read', () => {
  const days = Array.from({ length: 20 }, (_, at) => `${String(at + 1).padStart(2, '0')}/11/2026`)
  const lines = days.flatMap((day) =>
    Array.from({ length: 5000 }, (_, zone) => `${day},z${zone},"1,234"`),
  )
  const csv = ['Day,Zone "x","Spent, USD"', ...lines, '21/11/2026,z1,0.5'].join('\n')
  const { parts, dates, decimal } = costParts(csv, TITLES, null)
  expect([dates, decimal]).toEqual(['day_first', '.'])
  expect(parts.length).toBeGreaterThanOrEqual(10)
  for (const { csv: part } of parts) {
    expect(part.length).toBeLessThan(750_000)
    expect(part.split('\n').length).toBeLessThanOrEqual(10_001)
  }
})
