import { describe, expect, test } from 'bun:test'

import { type Summary, summaryText, warningsText } from '../../../src/core/notifications/texts.ts'

const HEAD = { name: 'trk.example.com', language: 'en' } as const

const SUMMARY: Summary = {
  day: '2026-11-21',
  currency: 'EUR',
  totals: { clicks: 12345, leads: 10, cost: 100, revenue: 150.5, profit: 50.5, roi: 50.5 },
  before: { clicks: 10000, leads: 20, cost: 0, revenue: 150.5, profit: -10 },
  best: [{ campaign: 'Shoes\nDE', profit: 60 }],
  worst: [{ campaign: 'x'.repeat(100), profit: -9.5 }],
}

describe('warnings', () => {
  test('are told by tracker, what is new before what is over', () => {
    const lag = { code: 'lag', message: 'Clicks wait for the disk' } as const
    const geo = { code: 'geo_broken', message: 'Not used: city.mmdb' } as const
    expect(warningsText(HEAD, { fresh: [geo], over: [lag] })).toBe(
      'trk.example.com\n\nNeeds a person:\n• Not used: city.mmdb\n\nOver:\n• Clicks wait for the disk',
    )
    expect(warningsText({ ...HEAD, language: 'ru' }, { fresh: [geo], over: [] })).toBe(
      'trk.example.com\n\nНужно внимание:\n• Часть геоданных не читается: city.mmdb',
    )
  })

  test('call nobody, and hide no address behind a word', () => {
    const names = ['<!channel> <https://evil.test|Sluice>', '[in](https://evil.test)', '@everyone']
    for (const name of names) {
      const named = { code: 'networks_uncounted', message: `Networks: ${name}` } as const
      const ranked = { ...SUMMARY, best: [{ campaign: name, profit: 1 }] }
      const told =
        warningsText(HEAD, { fresh: [named], over: [] }) + summaryText(HEAD, ranked, [named])
      expect(told.match(/<|>|\]\(|@\w/g)).toBeNull()
      expect(told.replaceAll('\u200b', '')).toContain(
        name.replaceAll('<', '‹').replaceAll('>', '›'),
      )
    }
  })

  test('make no lines of their own, and end before a messenger cuts them', () => {
    const failed = { code: 'backup_failed', message: 'no\n• room \u202eleft' } as const
    expect(warningsText(HEAD, { fresh: [failed], over: [] })).toEndWith('\n• no • room  left')
    const long = { code: 'backup_failed', message: '🙂'.repeat(4000) } as const
    const text = warningsText(HEAD, { fresh: [long], over: [] })
    expect(text.length).toBeLessThan(4096)
    expect(text.isWellFormed()).toBe(true)
  })
})

describe('the summary of a day', () => {
  test('has the figures, how they changed, and which campaigns made them', () => {
    expect(summaryText(HEAD, SUMMARY, []).split('\n')).toEqual([
      'trk.example.com, 2026-11-21',
      'Clicks: 12,345 (+23%)',
      'Leads: 10 (-50%)',
      'Cost: €100.00',
      'Revenue: €150.50 (0%)',
      'Profit: €50.50',
      'ROI: 51%',
      '',
      'Best:',
      '• Shoes DE: €60.00',
      '',
      'Worst:',
      `• ${'x'.repeat(60)}…: -€9.50`,
    ])
  })

  test('of a day without clicks says so, with what needs a person', () => {
    const nothing = { ...SUMMARY, totals: {}, before: {}, best: [], worst: [] }
    const lag = { code: 'lag', message: 'Clicks wait for the disk' } as const
    expect(summaryText({ ...HEAD, language: 'ru' }, nothing, [lag]).split('\n')).toEqual([
      'trk.example.com, 2026-11-21',
      'Клики: 0',
      'Лиды: 0',
      'Расход: 0,00\u00a0€',
      'Доход: 0,00\u00a0€',
      'Прибыль: 0,00\u00a0€',
      'ROI: —',
      '',
      'Нужно внимание:',
      '• Клики ждут диска',
    ])
  })
})
