import { expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  evaluateFormula,
  formulaMeasures,
  parseFormula,
} from '../../../src/core/reports/formula.ts'

const values: Record<string, number | null> = {
  clicks: 200,
  leads: 5,
  revenue: 12.5,
  cost: 10,
  roi: null,
}

function calculate(text: string): number | null {
  const formula = parseFormula(text)
  if ('problem' in formula) throw new Error(`${formula.problem} at ${formula.position}`)
  return evaluateFormula(formula, (key) => values[key] ?? null)
}

const results: Record<string, number | null> = {
  '1 + 2 * 3': 7,
  '(1 + 2) * 3': 9,
  '10 - 2 - 3': 5,
  '12 / 2 / 3': 2,
  '-leads + 1': -4,
  '2 - -3': 5,
  'revenue - cost': 2.5,
  'leads/clicks*100': 2.5,
  '1 / 0': null,
  '0 / 0': null,
  'roi + 1': null,
  'max(leads, 7)': 7,
  'min(leads, 7)': 5,
  'abs(-2.5)': 2.5,
  'round(2.5)': 3,
  'floor(2.9)': 2,
  'ceil(2.1)': 3,
  'if(clicks > 100, 1, 2)': 1,
  'if(clicks != 200, 1, 2)': 2,
  'if(roi > 1, 1, 2)': null,
  'if(leads = 5, if(cost <= 10, 3, 4), 1/0)': 3,
  ' clicks\n': 200,
}

test.each(Object.entries(results))('%s is %p', (text, value) => {
  expect(calculate(text)).toBe(value)
})

const problems: [text: string, problem: string, position: number][] = Object.entries({
  '': ['unexpected_end', 0],
  '1 +': ['unexpected_end', 3],
  '1 2': ['unexpected', 2],
  'clicks + bananas': ['unknown_name', 9],
  'clicks + campaign': ['unknown_name', 9],
  constructor: ['unknown_name', 0],
  'toString(1)': ['unknown_name', 0],
  'custom(1)': ['unknown_name', 0],
  'max(1)': ['argument_count', 0],
  '1 + abs(1, 2)': ['argument_count', 4],
  'max(1, 2': ['unexpected_end', 8],
  'if(1, 2, 3)': ['unexpected', 4],
  'max + 1': ['unexpected', 4],
  '1; 2': ['unexpected', 1],
  '1e5': ['unexpected', 1],
  '.5': ['unexpected', 0],
  '--1': ['unexpected', 1],
  '1 < 2': ['unexpected', 2],
  [`${'('.repeat(33)}1${')'.repeat(33)}`]: ['too_deep', 32],
  ['1+'.repeat(251)]: ['too_long', 500],
}).map(([text, [problem, position]]) => [text, String(problem), Number(position)])

test.each(problems)('%s is refused with its place', (text, problem, position) => {
  expect(parseFormula(text)).toMatchObject({ problem, position })
})

test('32 nestings are allowed', () => {
  expect(calculate(`${'('.repeat(32)}1${')'.repeat(32)}`)).toBe(1)
})

test('any text is either a formula that evaluates to a finite number or null, or a problem inside it', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'clicks',
      'roi',
      'if',
      'max',
      'abs',
      '(',
      ')',
      ',',
      '<',
      '>=',
      '+',
      '-',
      '*',
      '/',
      '0',
      '3.5',
      ' ',
    ),
    fc.string({ maxLength: 3 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const formula = parseFormula(text)
      if ('problem' in formula) {
        expect(formula.position).toBeGreaterThanOrEqual(0)
        expect(formula.position).toBeLessThanOrEqual(text.length)
        return
      }
      const value = evaluateFormula(formula, (key) => values[key] ?? null)
      expect(value === null || Number.isFinite(value)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('brackets, signs and precedence mean what they mean in arithmetic', () => {
  // Pairs of a text and its value, built side by side.
  const { sum } = fc.letrec<{ sum: [string, number]; part: [string, number] }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 4 },
      fc.integer({ min: 0, max: 99 }).map((value): [string, number] => [String(value), value]),
      tie('sum').map(([text, value]): [string, number] => [`(${text})`, value]),
      tie('sum').map(([text, value]): [string, number] => [`-(${text})`, -value]),
    ),
    sum: fc
      .tuple(tie('part'), tie('part'), tie('part'))
      .map(([[a, x], [b, y], [c, z]]): [string, number] => [`${a} - ${b}*${c}`, x - y * z]),
  }))
  fc.assert(
    fc.property(sum, ([text, value]) => {
      fc.pre(text.length <= 500)
      expect(calculate(text)! + 0).toBe(value + 0)
    }),
    { numRuns: 200 },
  )
})

test('a formula says which measures it reads', () => {
  const formula = parseFormula('if(clicks > 1, max(cost, 2), -leads / epc)')
  expect('problem' in formula ? [] : formulaMeasures(formula)).toEqual([
    'clicks',
    'cost',
    'leads',
    'epc',
  ])
})
