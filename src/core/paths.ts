/**
 * Every fixed path of the server in one table, and from it the words that no alias may be. Surfaces
 * mount themselves from here; saving refuses what stands here.
 */

export const PATHS = {
  admin: '/admin',
  management: '/public/api/v1',
  links: '/api/v1',
  apiDocument: '/api/doc',
  clickApi: '/click_api',
  clickApiOld: '/api.php',
  click: '/click',
  clickOld: '/click.php',
  trackingScript: '/js/k.min.js',
  robots: '/robots.txt',
  favicon: '/favicon.ico',
  wellKnown: '/.well-known',
  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
  setup: '/setup',
  ping: '/ping',
  /** Signed pages that the second step of `double_meta` shows. */
  relay: '/_relay',
  /** Files of uploaded landings. */
  landingFiles: '/_landing',
} as const

/** Words that are no path today but belong to the server in the eyes of people and crawlers. */
const KEPT_FREE = (
  'admin api app assets click click_api favicon health healthz index landing login logout lp ' +
  'metrics offer pixel postback public readyz robots setup signup sitemap static well-known ' +
  'ready sitemap.xml security.txt index.html'
).split(' ')

const RESERVED: ReadonlySet<string> = new Set([
  ...Object.values(PATHS).map((path) => path.split('/')[1] ?? ''),
  ...KEPT_FREE,
])

/** The shape of a campaign alias; letter case matters. */
export const ALIAS = /^[A-Za-z0-9_-]{1,64}$/

/** Whether the server itself answers on `/<word>`. Letter case is ignored: `Admin` would mislead. */
export function isReservedWord(word: string): boolean {
  return RESERVED.has(word.toLowerCase())
}
