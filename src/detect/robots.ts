/**
 * Robots that say their name, for counting them apart from people. The first row whose token
 * occurs in the user agent gives the name; order matters.
 */
interface RobotRow {
  readonly name: string
  /** In any case; `^` stands for the beginning of the user agent. */
  readonly tokens: readonly string[]
  /** Fetches a page only to show what is behind a link. */
  readonly isPreview?: true
}

const ROWS: readonly RobotRow[] = [
  { name: 'TelegramBot', tokens: ['TelegramBot'], isPreview: true },
  { name: 'Facebook External Hit', tokens: ['facebookexternalhit'], isPreview: true },
  { name: 'Facebook External Hit', tokens: ['facebookcatalog'] },
  { name: 'Twitterbot', tokens: ['Twitterbot'], isPreview: true },
  { name: 'VK Share Button', tokens: ['vkShare'], isPreview: true },
  { name: 'Mail.Ru Bot', tokens: ['Mail.RU_Bot'] },
  { name: 'Odnoklassniki Bot', tokens: ['OdklBot'], isPreview: true },
  { name: 'Petal Bot', tokens: ['PetalBot'] },
  { name: 'BingBot', tokens: ['bingbot', 'msnbot', 'BingPreview', 'adidxbot'] },
  {
    name: 'Googlebot',
    tokens: [
      'Googlebot',
      'AdsBot-Google',
      'Mediapartners-Google',
      'APIs-Google',
      'Storebot-Google',
      'GoogleOther',
    ],
  },
  {
    name: 'Yandex Bot',
    tokens: [
      'YandexBot',
      'YandexMobileBot',
      'YandexImages',
      'YandexAccessibilityBot',
      'YandexRenderResourcesBot',
    ],
  },
  { name: 'Baidu Spider', tokens: ['Baiduspider'] },
  { name: 'DuckDuckGo Bot', tokens: ['DuckDuckBot', 'DuckDuckGo-Favicons-Bot'] },
  { name: 'Slackbot', tokens: ['Slackbot', 'Slack-ImgProxy'], isPreview: true },
  { name: 'Discord Bot', tokens: ['Discordbot'], isPreview: true },
  { name: 'LinkedIn Bot', tokens: ['LinkedInBot'], isPreview: true },
  { name: 'Skype URI Preview', tokens: ['SkypeUriPreview'], isPreview: true },
  { name: 'Viber Url Downloader', tokens: ['ViberUrlDownloader'], isPreview: true },
  { name: 'WhatsApp', tokens: ['^WhatsApp/'], isPreview: true },
  { name: 'Pinterest', tokens: ['Pinterestbot'], isPreview: true },
  { name: 'Reddit Bot', tokens: ['redditbot'], isPreview: true },
  { name: 'Mastodon Bot', tokens: ['Mastodon/'], isPreview: true },
  { name: 'Snap URL Preview Service', tokens: ['Snap URL Preview'], isPreview: true },
  { name: 'Iframely', tokens: ['Iframely'], isPreview: true },
  { name: 'Embedly', tokens: ['Embedly'], isPreview: true },
  { name: 'Applebot', tokens: ['Applebot'] },
  { name: 'Amazon Bot', tokens: ['Amazonbot'] },
  { name: 'Yahoo! Slurp', tokens: ['Yahoo! Slurp'] },
  { name: 'Seznam Bot', tokens: ['SeznamBot'] },
  { name: 'Sogou Spider', tokens: ['Sogou web spider'] },
  { name: 'Yeti/Naverbot', tokens: ['Yeti/'] },
  { name: 'GPTBot', tokens: ['GPTBot'] },
  { name: 'ChatGPT-User', tokens: ['ChatGPT-User'] },
  { name: 'ClaudeBot', tokens: ['ClaudeBot'] },
  { name: 'PerplexityBot', tokens: ['PerplexityBot'] },
  { name: 'ccBot crawler', tokens: ['CCBot'] },
  { name: 'Bytespider', tokens: ['Bytespider'] },
  { name: 'Meta-ExternalAgent', tokens: ['meta-externalagent'] },
  { name: 'BitlyBot', tokens: ['bitlybot'], isPreview: true },
  { name: 'Bluesky', tokens: ['Bluesky Cardyb'], isPreview: true },
  { name: 'aHrefs Bot', tokens: ['AhrefsBot'] },
  { name: 'SemrushBot', tokens: ['SemrushBot'] },
  { name: 'MJ12 Bot', tokens: ['MJ12bot'] },
  { name: 'DotBot', tokens: ['DotBot'] },
  { name: 'UptimeRobot', tokens: ['UptimeRobot'] },
  { name: 'Pingdom Bot', tokens: ['Pingdom'] },
]

/** A robot that no row names. */
export const GENERIC_ROBOT = 'Generic Bot'

export interface NamedRobot {
  readonly name: string
  readonly isPreview: boolean
}

/** `userAgent` in lower case; `null` when no row's token occurs. */
export function namedRobot(userAgent: string): NamedRobot | null {
  return ROBOTS.find(({ tokens }) => tokens.some((token) => occurs(userAgent, token))) ?? null
}

const ROBOTS = ROWS.map(({ name, tokens, isPreview }) => ({
  name,
  tokens: tokens.map((token) => token.toLowerCase()),
  isPreview: isPreview === true,
}))

/** The names by which robots.txt may speak of robots that fetch previews: letters, `-` and `_` only. */
export const PREVIEW_AGENTS: readonly string[] = ROWS.filter(({ isPreview }) => isPreview === true)
  .flatMap(({ tokens }) => tokens.map((token) => token.replace(/^\^|\/$/g, '')))
  .filter((token) => /^[A-Za-z_-]+$/.test(token))

/** `^` stands for the beginning. */
function occurs(text: string, token: string): boolean {
  return token.startsWith('^') ? text.startsWith(token.slice(1)) : text.includes(token)
}
