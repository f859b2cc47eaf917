/**
 * What an administrator sets while Sluice runs: the list of keys with type, default and meaning. To
 * add a setting, write one entry here; the API and the screen read this list, and who needs the
 * value asks `settingOf` of `settings.ts`.
 */
import { isTimeZone } from '../lib/zoned-time.ts'
import { CURRENCIES } from './currencies.ts'
import * as checks from './setting-checks.ts'
import { LANGUAGE_CODES } from './words/language.ts'

export type SettingType = 'text' | 'choice' | 'number' | 'boolean' | 'list'

export interface Setting {
  readonly key: string
  /** The heading it stands under. */
  readonly group:
    | 'time_and_money'
    | 'tracking'
    | 'bots'
    | 'privacy'
    | 'conversions'
    | 'api'
    | 'general'
    | 'notifications'
  readonly type: SettingType
  readonly title: string
  /** What somebody would not expect of it. */
  readonly note?: string
  /** As it is stored: lists one item a line, booleans `1` and `0`. */
  readonly default: string
  readonly choices?: readonly string[]
  /** Written and never shown: answers tell only whether it is set, the audit that it changed. */
  readonly isSecret?: true
  /** Of numbers. */
  readonly min?: number
  readonly max?: number
  /** What is wrong with a text or with one item of a list; null when nothing is. */
  readonly check?: (text: string) => string | null
}

export const LIST = [
  {
    key: 'timezone',
    group: 'time_and_money',
    type: 'text',
    title: 'Time zone of the tracker',
    default: 'UTC',
    check: (text) => (isTimeZone(text) ? null : 'is no time zone, such as Europe/Berlin'),
  },
  {
    key: 'currency',
    group: 'time_and_money',
    type: 'choice',
    title: 'Base currency',
    default: 'USD',
    choices: CURRENCIES,
  },
  {
    key: 'week_start',
    group: 'time_and_money',
    type: 'number',
    title: 'First day of the week, from 1 Monday to 7 Sunday',
    default: '1',
    min: 1,
    max: 7,
  },
  {
    key: 'with_traffic_min_clicks',
    group: 'time_and_money',
    type: 'number',
    title: 'Clicks from which an object counts as having traffic',
    default: '1',
    min: 1,
    max: 1_000_000,
  },
  {
    key: 'retention_days',
    group: 'general',
    type: 'number',
    title: 'Days that events are kept; 0: for ever',
    default: '0',
    min: 0,
    max: 36_500,
  },
  {
    key: 'backups_kept',
    group: 'general',
    type: 'number',
    title: 'Backups that are kept; a new one removes the oldest beyond these',
    default: '7',
    min: 1,
    max: 1000,
  },
  {
    key: 'campaign_hop_clicks',
    group: 'tracking',
    type: 'choice',
    title: 'Which clicks are stored when a campaign passes a visitor on to another',
    default: 'all',
    choices: ['all', 'parent', 'child'],
  },
  {
    key: 'offer_choice',
    group: 'tracking',
    type: 'choice',
    title: 'When the offer behind a landing is chosen: at the landing click, or at the visit',
    default: 'landing_click',
    choices: ['landing_click', 'visit'],
  },
  {
    key: 'bots_free',
    group: 'bots',
    type: 'boolean',
    title: 'Clicks of robots cost nothing',
    default: '0',
  },
  {
    key: 'bots.user_agents',
    group: 'bots',
    type: 'list',
    title: 'Robots: parts of user agents',
    default: '',
    check: checks.agentPartProblem,
  },
  {
    key: 'bots.people_user_agents',
    group: 'bots',
    type: 'list',
    title: 'Never robots: parts of user agents',
    default: '',
    check: checks.agentPartProblem,
  },
  {
    key: 'bots.addresses',
    group: 'bots',
    type: 'list',
    title: 'Robots: addresses and networks',
    default: '',
    check: checks.rangeProblem,
  },
  {
    key: 'bots.people_addresses',
    group: 'bots',
    type: 'list',
    title: 'Never robots: addresses and networks',
    default: '',
    check: checks.rangeProblem,
  },
  {
    key: 'privacy.address',
    group: 'privacy',
    type: 'choice',
    title: 'What is stored of visitors’ addresses',
    note:
      'Shortened: 203.0.113.0 of 203.0.113.77, the first 48 bits of IPv6. Counts for what is stored from now on. ' +
      'Flows, places and uniqueness go by the whole address; logs, reports and later postbacks know what is stored, ' +
      'and after a restart visitors without cookies count as new.',
    default: 'whole',
    choices: ['whole', 'shortened', 'none'],
  },
  {
    key: 'privacy.user_agent',
    group: 'privacy',
    type: 'boolean',
    title: 'Visitors’ user agents are stored',
    note:
      'Without them device, system, browser and whether it is a robot are stored all the same. ' +
      'Counts for what is stored from now on; later postbacks know no user agent.',
    default: '1',
  },
  {
    key: 'conversions.keyless',
    group: 'conversions',
    type: 'boolean',
    title:
      'Postbacks without a key count by the click id alone, unless their network says otherwise',
    default: '1',
  },
  {
    key: 'conversions.window_days',
    group: 'conversions',
    type: 'number',
    title: 'Days after the click in which a conversion counts',
    default: '365',
    min: 1,
    max: 3650,
  },
  {
    key: 'conversions.update_key',
    isSecret: true,
    group: 'conversions',
    type: 'text',
    title: 'Key for updates of clicks; empty: none is needed',
    default: '',
  },
  {
    key: 'conversions.status_words',
    group: 'conversions',
    type: 'list',
    title: 'Own status words, as word=class',
    default: '',
    check: checks.statusWordProblem,
  },
  {
    key: 'conversions.click_id_names',
    group: 'conversions',
    type: 'list',
    title: 'Further parameters in which networks send the click id, one a line',
    default: '',
    check: checks.parameterProblem,
  },
  {
    key: 'conversions.rates',
    group: 'conversions',
    type: 'list',
    title: 'Fixed rates: base currency for one unit of another, as EUR=1.16',
    default: '',
    check: checks.rateProblem,
  },
  {
    key: 'conversions.rates_url',
    group: 'conversions',
    type: 'text',
    title:
      'Table of rates (JSON, or XML of the European Central Bank), asked once a day: its address; empty: nothing is asked',
    default: '',
    check: checks.tableProblem,
  },
  {
    key: 'api_hosts',
    group: 'api',
    type: 'choice',
    title: 'Hosts of the management API; auto: the admin host as soon as there is one',
    default: 'auto',
    choices: ['auto', 'admin', 'all'],
  },
  {
    key: 'api_doc',
    group: 'api',
    type: 'choice',
    title: 'Who may read the API document',
    default: 'public',
    choices: ['public', 'login', 'off'],
  },
  {
    key: 'api.requests_per_second',
    group: 'api',
    type: 'number',
    title: 'Requests per second and key; 0: no limit',
    default: '100',
    min: 0,
    max: 1_000_000,
  },
  {
    key: 'api.burst',
    group: 'api',
    type: 'number',
    title: 'Requests a key may send at once',
    default: '1000',
    min: 1,
    max: 1_000_000,
  },
  {
    key: 'api.reports_at_once',
    group: 'api',
    type: 'number',
    title: 'Reports of a key that run at once, others wait; 0: no limit',
    default: '4',
    min: 0,
    max: 100,
  },
  {
    key: 'click_api.enabled',
    group: 'api',
    type: 'boolean',
    title: 'The Click API answers',
    default: '1',
  },
  {
    key: 'click_api.calls_per_second',
    group: 'api',
    type: 'number',
    title: 'Click API: calls per second and campaign, ten times as many at once; 0: no limit',
    note: 'Whoever calls more often gets 429, and his visitor is not stored.',
    default: '0',
    min: 0,
    max: 1_000_000,
  },
  {
    key: 'links.per_user_max',
    group: 'general',
    type: 'number',
    title: 'Links a user who is no administrator may have; 0: no limit',
    default: '100000',
    min: 0,
    max: 1_000_000_000,
  },
  {
    key: 'links.respect_gpc',
    group: 'general',
    type: 'boolean',
    title: 'Visitors whose browser asks not to be tracked are shown no pixels of links',
    default: '1',
  },
  {
    key: 'links.schemes',
    group: 'general',
    type: 'list',
    title: 'Schemes that links may lead to beside web addresses and known apps, such as myapp',
    default: '',
    check: checks.schemeProblem,
  },
  {
    key: 'links.blocklist_zone',
    group: 'general',
    type: 'text',
    title:
      'Blocklist of hosts that is asked by DNS: its zone, such as dbl.example.org; empty: none',
    default: '',
    check: checks.zoneProblem,
  },
  {
    key: 'links.blocklist_server',
    group: 'general',
    type: 'text',
    title:
      'Name server that is asked about it, such as 127.0.0.1:5353; empty: that of this machine',
    default: '',
    check: checks.nameServerProblem,
  },
  {
    key: 'abuse_contact',
    group: 'general',
    type: 'text',
    title: 'Mail address or page for complaints, shown on our own pages',
    default: '',
    check: checks.contactProblem,
  },
  {
    key: 'notifications.telegram_token',
    isSecret: true,
    group: 'notifications',
    type: 'text',
    title: 'Telegram: the token of your bot; empty: nothing is sent',
    note: '@BotFather makes a bot and gives its token. Then write to the bot, or put it into a group.',
    default: '',
    check: checks.botTokenProblem,
  },
  {
    key: 'notifications.telegram_chats',
    group: 'notifications',
    type: 'list',
    title: 'Telegram: who is told, the number of a chat or @channel, one a line',
    default: '',
    check: checks.chatProblem,
  },
  {
    key: 'notifications.telegram_server',
    group: 'notifications',
    type: 'text',
    title: 'Telegram: its server, or one of your own that passes on to it',
    default: 'https://api.telegram.org',
    check: checks.serverProblem,
  },
  {
    key: 'notifications.webhook_url',
    isSecret: true,
    group: 'notifications',
    type: 'text',
    title: 'Webhook that is sent {"text": …}: Slack, Mattermost, Discord with /slack; empty: none',
    default: '',
    check: checks.tableProblem,
  },
  {
    key: 'notifications.warnings',
    group: 'notifications',
    type: 'boolean',
    title: 'Tell of warnings that stay for a minute, and when they are over',
    default: '1',
  },
  {
    key: 'notifications.summary_at',
    group: 'notifications',
    type: 'text',
    title:
      'When to tell how yesterday was, in the time zone of the tracker, as 09:00; empty: never',
    default: '',
    check: checks.timeOfDayProblem,
  },
  {
    key: 'notifications.language',
    group: 'notifications',
    type: 'choice',
    title: 'Language of the messages',
    default: 'en',
    choices: LANGUAGE_CODES,
  },
] as const satisfies readonly Setting[]
