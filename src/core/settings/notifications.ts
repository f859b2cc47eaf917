/** The settings of who is told by messengers, and of what: part of `list.ts`. */
import { LANGUAGE_CODES } from '../words/language.ts'
import * as checks from './checks.ts'
import type { Setting } from './setting.ts'

export const NOTIFICATION_SETTINGS = [
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
