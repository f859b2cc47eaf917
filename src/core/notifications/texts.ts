/** What is told of the tracker to somebody who is not looking, as plain text in his language. */
import { oneLine } from '../../lib/one-line.ts'
import { inLanguage, type Language, type Words } from '../words/language.ts'
import { MEASURE_TITLES } from '../words/titles.ts'
import { type Warning, warningIn } from '../words/warnings.ts'
import type { Look } from './watch.ts'

const TEXT_MAX = 3500
const NAME_MAX = 60

/** By whom, and for whom. */
export interface Letterhead {
  /** The tracker's, to tell it from others. */
  readonly name: string
  readonly language: Language
}

const WORDS = {
  needs: ['Needs a person:', 'Нужно внимание:'],
  over: ['Over:', 'Больше нет:'],
  best: ['Best:', 'Лучшие:'],
  worst: ['Worst:', 'Худшие:'],
  test: ['Messages from Sluice arrive here.', 'Сообщения Sluice приходят сюда.'],
} as const satisfies Readonly<Record<string, Words>>

export function warningsText(
  { name, language }: Letterhead,
  { fresh, over }: Pick<Look, 'fresh' | 'over'>,
): string {
  return wholeText([
    name,
    ...listUnder(inLanguage(language, WORDS.needs), warningLines(language, fresh)),
    ...listUnder(inLanguage(language, WORDS.over), warningLines(language, over)),
  ])
}

export function testText({ name, language }: Letterhead): string {
  return wholeText([name, inLanguage(language, WORDS.test)])
}

const COUNTS = ['clicks', 'leads'] as const
const AMOUNTS = ['cost', 'revenue', 'profit'] as const
/** All that a summary asks of a report. */
export const SUMMARY_MEASURES = [...COUNTS, ...AMOUNTS, 'roi'] as const

export type SummaryFigures = Readonly<Partial<Record<string, number | null>>>

export interface Ranked {
  readonly campaign: string
  /** In the tracker's currency. */
  readonly profit: number
}

/** A day, as the tracker's own zone has it. */
export interface Summary {
  /** `2026-11-21`. */
  readonly day: string
  readonly currency: string
  readonly totals: SummaryFigures
  /** Of the day before. */
  readonly before: SummaryFigures
  readonly best: readonly Ranked[]
  readonly worst: readonly Ranked[]
}

export function summaryText(
  { name, language }: Letterhead,
  summary: Summary,
  standing: readonly Warning[],
): string {
  const { totals, before, currency } = summary
  const money = new Intl.NumberFormat(language, { style: 'currency', currency })
  const line = (key: keyof typeof MEASURE_TITLES, shown: string) =>
    `${inLanguage(language, MEASURE_TITLES[key])}: ${shown}`
  const compared = (key: string) => changeOf(language, totals[key] ?? 0, before[key] ?? 0)
  const counted = (key: (typeof COUNTS)[number]) =>
    line(key, `${new Intl.NumberFormat(language).format(totals[key] ?? 0)}${compared(key)}`)
  const priced = (key: (typeof AMOUNTS)[number]) =>
    line(key, `${money.format(totals[key] ?? 0)}${compared(key)}`)
  const ranked = (some: readonly Ranked[]) =>
    some.map(({ campaign, profit }) => `${shortened(campaign)}: ${money.format(profit)}`)
  const { roi = null } = totals
  return wholeText([
    `${name}, ${summary.day}`,
    ...COUNTS.map(counted),
    ...AMOUNTS.map(priced),
    line('roi', roi === null ? '—' : percentText(language, roi)),
    ...listUnder(inLanguage(language, WORDS.best), ranked(summary.best)),
    ...listUnder(inLanguage(language, WORDS.worst), ranked(summary.worst)),
    ...listUnder(inLanguage(language, WORDS.needs), warningLines(language, standing)),
  ])
}

/** ` (+4%)`; empty where there was nothing to compare with. */
function changeOf(language: Language, now: number, before: number): string {
  if (before <= 0) return ''
  const change = ((now - before) / before) * 100
  const sign = { signDisplay: 'exceptZero' } as const
  return ` (${percentText(language, change, sign)})`
}

function percentText(
  language: Language,
  percent: number,
  options: Intl.NumberFormatOptions = {},
): string {
  const style = { style: 'percent', maximumFractionDigits: 0, ...options } as const
  return new Intl.NumberFormat(language, style).format(percent / 100)
}

function warningLines(language: Language, warnings: readonly Warning[]): string[] {
  return warnings.map((warning) => warningIn(language, warning))
}

function listUnder(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `• ${inert(oneLine(line))}`)]
}

/**
 * Names that people and networks choose, as messengers show them: they call nobody (`<!channel>`, `@everyone`) and hide
 * no address behind a word (`<https://…|word>`, `[word](https://…)`).
 */
function inert(text: string): string {
  return text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('@', '@\u200b')
    .replaceAll('](', ']\u200b(')
}

function shortened(name: string): string {
  const letters = Array.from(oneLine(name))
  return letters.length > NAME_MAX ? `${letters.slice(0, NAME_MAX).join('')}…` : letters.join('')
}

function wholeText(lines: readonly string[]): string {
  const text = lines.join('\n')
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX).toWellFormed()}…` : text
}
