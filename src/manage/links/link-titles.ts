/**
 * What columns of files with links mean, by their titles: our own export's, and those of other shorteners
 * and of what their APIs answer. Of titles that are not here the import says that it left them.
 */
import type { UTM_FIELDS } from '../../core/links/query.ts'

export type Meaning =
  | 'target'
  | 'url'
  | 'ios'
  | 'android'
  | 'kind'
  | 'expired'
  | 'word'
  | 'full'
  | 'short'
  | 'custom'
  | 'domain'
  | 'created'
  | 'expires'
  | 'limit'
  | 'before'
  | 'starts'
  | 'closed'
  | 'open'
  | 'state'
  | 'reason'
  | 'password'
  | 'title'
  | 'description'
  | 'note'
  | 'tags'
  | 'status'
  | 'maxAge'
  | 'forwards'
  | 'pixels'
  | 'visits'
  | 'nothing'
  | (typeof UTM_FIELDS)[number]

/** Titles in lower case without anything but letters, those of one meaning divided by blanks. */
const TITLES: Readonly<Record<Meaning, string>> = {
  target:
    'longurl longlink weburl destination destinationurl destinationlink target targeturl originalurl originallink',
  /** YOURLS and Dub mean the target by it, others the short address. */
  url: 'url',
  ios: 'iosurl ios iphoneurl iphone devicelongurlsios',
  android: 'androidurl android devicelongurlsandroid',
  kind: 'kind kindof',
  expired: 'expiredurl expireurl expirationurl',
  word: 'word keyword shortcode address backhalf slug slashtag path alias key shortid',
  /** As the links API calls it; its `short_url` is the word. */
  full: 'fullurl',
  short: 'shorturl bitlink shortlink tinyurl link linklink',
  /** Further words of the same link. */
  custom: 'custombitlinks custombitlink custombackhalf',
  domain: 'domain domainname domainfullname host hostname',
  created:
    'createdat created createdon createddate creationtime timestamp datecreated dateadded creationdate date',
  expires:
    'expiresat expiresin expires expireat expirein expiredat expireatdatetime expiry expirydate expiration expirationdate validuntil metavaliduntil',
  limit: 'clicklimit clickslimit maxclicks maxvisits expireatviews metamaxvisits',
  before: 'clicksbefore',
  starts: 'startsat validsince metavalidsince',
  closed: 'blocked banned disabled paused deleted trashed',
  open: 'active isactive enabled isenabled',
  state: 'status state',
  reason: 'blockreason',
  password: 'password haspassword passwordprotected',
  title: 'title name',
  /** The title where there is no other, else a note. */
  description: 'description',
  note: 'note notes comment comments',
  tags: 'tags labels',
  status: 'redirectstatus redirecttype',
  maxAge: 'maxage',
  forwards: 'forwardquery',
  pixels: '',
  source: 'utmsource',
  medium: 'utmmedium',
  campaign: 'utmcampaign',
  term: 'utmterm',
  content: 'utmcontent',
  visits:
    'visits clicks hits engagements visitcount visitscount clickcount totalclicks totalvisits visitssummarytotal',
  /** Who made it, when it was touched, and what it is called elsewhere. */
  nothing:
    'id linkid uuid idstring domainid domainuuid domainref domainactive linkurl secureshorturl lcpath ownerid userid creator createdby ip workspaceid projectid tagid updatedat changedat modifiedat deletedat lastclicked lastclickedat lastvisit qrcode relativecreatedat relativeexpirein visitssummarynonbots visitssummarybots uniqueclicks humanclicks sessions',
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(TITLES).flatMap(([meaning, titles]) =>
    titles.split(' ').map((title) => [title, meaning as Meaning] as const),
  ),
)

/** As our own export writes it: ids of other services' pixels are no ids of ours. */
const PIXELS = 'pixelIds'

/** `undefined`: nothing that an import knows. */
export function meaningOf(title: string): Meaning | undefined {
  if (title.trim() === PIXELS) return 'pixels'
  const letters = title.toLowerCase().replace(/[^a-z]/g, '')
  return letters === '' ? undefined : MEANINGS.get(letters)
}
