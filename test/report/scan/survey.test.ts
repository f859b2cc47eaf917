/** Which rows of a report stand alone: never one whose value another row has. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { atOnce } from '../../../src/lib/steps.ts'
import { ALONE, newCounter } from '../../../src/report/scan/parts.ts'
import { planOf } from '../../../src/report/scan/run.ts'
import { planPasses } from '../../../src/report/scan/scan.ts'
import {
  compareBuckets,
  emptySurvey,
  HASHED_MAX,
  markAlone,
  surveySegments,
} from '../../../src/report/scan/survey.ts'
import { aQuery } from '../../support/queries.ts'
import { anEvent, segmentsOf, stored } from '../../support/segments.ts'

const checkpoint = () => {}

function marksOf(keywords: readonly string[], hashedMax: number) {
  const events = keywords.map((keyword) => anEvent({ keyword, clicks: 1, time: 1, clickTime: 1 }))
  const views = segmentsOf(events, 3).map(stored)
  const plan = planOf(aQuery({ groupings: ['keyword'] }))
  const damaged = new Set<number>()
  const passes = atOnce(planPasses({ views, checkpoint }, plan, damaged))
  const survey = emptySurvey(views, passes, hashedMax)
  atOnce(surveySegments({ views, checkpoint }, { plan, passes, survey, damaged }))
  atOnce(compareBuckets(survey, newCounter()))
  return { counts: atOnce(markAlone(survey)), marks: [...survey.marks] }
}

const someKeywords = fc.array(fc.oneof(fc.constantFrom('', 'a', 'b', 'ж'), fc.string()), {
  maxLength: 40,
})

test('a row stands alone if no other has its value', () => {
  fc.assert(
    fc.property(someKeywords, (keywords) => {
      const { counts, marks } = marksOf(keywords, HASHED_MAX)
      const isOnly = keywords.map((one) => keywords.filter((other) => other === one).length === 1)
      expect(marks.map((mark) => mark === ALONE)).toEqual(isOnly)
      expect(counts.alone).toBe(isOnly.filter(Boolean).length)
      expect(counts.alone + counts.others).toBe(keywords.length)
    }),
  )
})

test('rows of one value have one mark', () => {
  fc.assert(
    fc.property(someKeywords, (keywords) => {
      const { marks } = marksOf(keywords, HASHED_MAX)
      const byValue = new Map(keywords.map((keyword, at) => [keyword, marks[at]]))
      expect(keywords.map((keyword) => byValue.get(keyword))).toEqual(marks)
    }),
  )
})

test('of too many rows none is known to stand alone', () => {
  const { counts, marks } = marksOf(['a', 'b', 'c', 'd'], 3)
  expect(counts).toEqual({ alone: 0, others: 4 })
  expect(marks).not.toContain(ALONE)
})
