/** Messages to people who are not looking, with the server's own facts, reports, client and store. */
import { catalogOf } from '../api/management/campaigns/catalog.ts'
import type { SystemFacts } from '../api/management/system/system-facts.ts'
import { standingWarnings, toldOf } from '../api/management/system/warnings.ts'
import type { Config } from '../config.ts'
import { type Summary, SUMMARY_MEASURES } from '../core/notifications/texts.ts'
import { parseQuery } from '../core/reports/parse-query.ts'
import { settingNumber, settingOf } from '../core/settings/settings.ts'
import type { Log } from '../lib/log.ts'
import type { Desk } from '../manage/desk.ts'
import { storedNotified, storeNotified } from '../manage/settings.ts'
import type { ReportAnswer } from '../report/reports.ts'
import type { Routing } from '../routing/routing.ts'
import { type Notifier, openNotifier } from '../track/notifications/notifier.ts'
import type { OutboundClient } from '../track/outbound/outbound.ts'
import type { Answers } from './answers.ts'
import { type FactParts, systemFacts } from './system-facts.ts'

/** Campaigns that are named as the best, and as the worst. */
const NAMED = 3

interface NotificationParts {
  readonly config: Pick<Config, 'adminHost'>
  readonly client: OutboundClient
  readonly system: () => Promise<SystemFacts>
  readonly routing: Routing
  readonly desk: Desk
  readonly answers: Answers
  readonly log: Log
}

/** What the server knows of itself, and who tells of it, which is a part of that. */
export interface ToldSystem {
  readonly system: () => Promise<SystemFacts>
  readonly notifier: Notifier
}

type ToldSystemParts = Omit<FactParts, 'notifications'> &
  Omit<NotificationParts, 'config' | 'system'>

export function toldSystem(parts: ToldSystemParts): ToldSystem {
  const system = systemFacts({ ...parts, notifications: () => notifier.facts() })
  const notifier = serverNotifier({ ...parts, system })
  return { system, notifier }
}

function serverNotifier(parts: NotificationParts): Notifier {
  const { config, client, system, routing, desk, answers, log } = parts
  const settings = () => routing.current().settings
  return openNotifier({
    client,
    settings,
    warnings: async () => {
      const state = { facts: await system(), read: answers.read, settings: settings() }
      return toldOf(standingWarnings({ ...state, now: desk.clock() }))
    },
    summary: (day) => summaryOf(parts, day),
    name: () => config.adminHost || routing.current().defaultDomain?.host || 'Sluice',
    stored: storedNotified(desk),
    store: async (text) => {
      await answers.alone.calm()
      storeNotified(desk, text)
    },
    clock: desk.clock,
    onProblem: (problem) => log('Notifications', problem),
  })
}

/** Best and worst are asked apart: there may be more campaigns than rows in an answer. */
async function summaryOf(parts: NotificationParts, day: string): Promise<Summary | null> {
  const best = await campaignsOn(parts, day, 'desc')
  const worst = await campaignsOn(parts, day, 'asc')
  if (best === null || worst === null) return null
  return {
    day,
    currency: best.meta.currency,
    totals: best.totals,
    before: best.prevTotals ?? {},
    best: rankedIn(best).filter(({ profit }) => profit > 0),
    worst: rankedIn(worst).filter(({ profit }) => profit < 0),
  }
}

async function campaignsOn(
  { routing, desk, answers }: NotificationParts,
  day: string,
  dir: 'asc' | 'desc',
): Promise<ReportAnswer | null> {
  const { settings } = routing.current()
  const question = {
    period: { preset: 'custom_time', from: day, to: day },
    groupings: ['campaign'],
    measures: [...SUMMARY_MEASURES],
    sort: [{ field: 'profit', dir }],
    limit: NAMED,
    compare: { to: 'previous_period' },
  }
  const query = parseQuery(question, {
    now: desk.clock(),
    zone: settingOf(settings, 'timezone'),
    weekStart: settingNumber(settings, 'week_start'),
    measures: SUMMARY_MEASURES,
    formulas: new Map(),
    scope: null,
    catalog: catalogOf(answers.read, () => true),
  })
  if ('problems' in query) throw new Error(JSON.stringify(query.problems))
  const answer = await answers.reports.query(query)
  return 'refused' in answer ? null : answer
}

function rankedIn({ rows }: ReportAnswer): Summary['best'] {
  return rows.map(({ path, m }) => ({
    campaign: path[0]?.label ?? '',
    profit: m['profit'] ?? 0,
  }))
}
