/** Examples of offers, landings, networks, sources, domains, tags, templates and links. */
import type { Json } from '../open-schema.ts'
import { GROUPS, OFFER_URL, type RequestExamples, SOME_UUID } from './example.ts'

const offer: Json = {
  name: 'Dating DE',
  url: OFFER_URL,
  countryCode: 'DE',
  groupUuid: GROUPS.offers,
  affiliateNetworkId: 1,
  amount: 37.31,
  currency: 'USD',
  isAuto: true,
  isUpsell: false,
}
const cap: Json = {
  isActive: true,
  maxCap: 50,
  startingFrom: '2026-11-01 00:00:00',
  timezone: 'Europe/Berlin',
  resetFrequency: 86_400,
  alternativeOfferId: null,
  priority: 'in_path',
}
const landing = { name: 'Quiz', groupUuid: GROUPS.landings, languageCode: 'DE' }
const PAGE = 'https://page.example.com/quiz/?click={clickid}'
const network: Json = {
  name: 'Best Network',
  offerUrlTemplate: '{offer_url}&s2={clickid}',
  postbackIpWhitelist: ['203.0.113.0/24', '2001:db8::7'],
  statusPayoutRelations: [{ conversionStatus: 'trial', payout: '23.17' }],
  isPayoutRelationsActive: true,
}
const source: Json = {
  name: 'Push source',
  postbackUrl: 'https://source.example.com/pb?id={external_id}&sum={payout}',
  trafficLoss: 0,
  percent: 100,
  s2sMode: 'ALL',
  payout: 100,
  tokens: [
    {
      id: 'external_id',
      parameter: 'click',
      placeholder: '{clickid}',
      name: 'Click of the source',
    },
    { id: 'cost', parameter: 'cost', placeholder: '{cost}', name: 'Cost' },
    { id: '1', parameter: 'zone', placeholder: '{zoneid}', name: 'Zone' },
  ],
  statusPostbackRelations: [
    { conversionStatus: 'lead', link: 'https://source.example.com/lead?id={external_id}' },
  ],
  isPostbackRelationsActive: true,
}
const link = {
  webUrl: 'https://shop.example.com/sale',
  iosUrl: 'https://apps.example.com/ios',
  androidUrl: 'https://apps.example.com/android',
  pixelIds: [1],
  redirectStatus: 302,
  title: 'Summer sale',
  tags: ['summer'],
  utm: { source: 'newsletter', medium: 'email', campaign: 'summer' },
  startsAt: '2026-11-01 00:00:00',
  expiresAt: '2036-11-01 00:00:00',
  expiredUrl: 'https://shop.example.com/',
  clickLimit: 10_000,
  forwardQuery: true,
}
const ROOT_PAGE = 'https://www.example.com/'
const pages = { rootPage: ROOT_PAGE, notFoundPage: 'https://www.example.com/404' }
const ownTemplate: Json = {
  id: 'my-source',
  name: 'My source',
  category: 'push',
  click_id_macro: '{clickid}',
  click_id_param: 'click',
  postback_url: 'https://source.example.com/pb?id={external_id}&sum={payout}',
  cost_param: 'cost',
  cost_macro: '{cost}',
  tokens: [{ param: 'zone', macro: '{zoneid}', meaning: 'Zone' }],
}

export const objectExamples: RequestExamples = {
  createOffer: { body: { offer } },
  replaceOffer: { body: { offer } },
  createOfferCap: { body: cap },
  replaceOfferCap: { body: cap },
  changeOffersCap: { body: { ids: [1], ...cap } },
  changeOfferFull: {
    body: {
      name: 'Dating DE',
      state: 'active',
      url: OFFER_URL,
      networkId: 1,
      country: 'DE',
      payout: { amount: 37.31, currency: 'USD', auto: true, reviewAbove: 500 },
      upsell: 'by_tid',
    },
  },
  changeOffersGroup: { body: { ids: [1], groupUuid: GROUPS.offers } },
  changeOffersDomain: { body: { ids: [1], domain: 'offer2.example.com' } },
  importOffers: {
    body: { offers: 'Dating AT;https://offer.example.com/at?c={clickid};1;37.31;USD;0;AT' },
  },
  createIntegratedLanding: { body: { ...landing, path: 'landers/quiz/index.html' } },
  createExternalLanding: { body: { ...landing, url: PAGE } },
  replaceLanding: { body: { ...landing, location: PAGE } },
  modifyLanding: { body: { name: 'Quiz 2', groupUuid: 'none', languageCode: 'FR' } },
  changeLandingFull: {
    body: { name: 'Quiz', state: 'active', url: PAGE, language: 'DE', groupId: GROUPS.landings },
  },
  changeLandingsGroup: { body: { ids: [1], groupUuid: GROUPS.landings } },
  changeLandingsDomain: { body: { ids: [1], domain: 'page2.example.com' } },
  listLandingsByLocation: { query: { startLocation: 'https://page' } },
  importLandings: { body: { landings: 'Quiz FR;https://page.example.com/fr;FR' } },
  getLandingFile: { params: { id: 2 } },
  replaceLandingFile: { params: { id: 2 }, body: { content: '<h1>Bonjour</h1>' } },
  cloneLandingFiles: { params: { id: 2 } },
  listLandingFiles: { params: { id: 2 } },
  readLandingFile: { params: { id: 2 }, query: { path: 'index.html' } },
  writeLandingFile: {
    params: { id: 2 },
    query: { path: 'style.css' },
    body: { content: 'h1 { color: teal }' },
  },
  deleteLandingFile: { params: { id: 2 }, query: { path: 'style.css' } },
  createAffiliateNetwork: { body: network },
  replaceAffiliateNetwork: { body: network },
  changeAffiliateNetworkFull: {
    body: {
      name: 'Best Network',
      offerUrlTemplate: '{offer_url}&s2={clickid}',
      allowedAddresses: ['203.0.113.0/24'],
      currency: 'USD',
      trustsBrowsers: false,
      allowsKeyless: true,
    },
  },
  createTrafficSource: { body: source },
  replaceTrafficSource: { body: source },
  changeTrafficSourceFull: {
    body: {
      name: 'Push source',
      parameters: [{ field: 'sub_id_1', label: 'Zone', alias: 'zone', placeholder: '{zoneid}' }],
      sending: { method: 'GET', successText: 'OK' },
    },
  },
  getTemplate: { params: { kind: 'source', id: 'propellerads' } },
  importTemplates: { body: { traffic_sources: [ownTemplate], affiliate_networks: [] } },
  deleteTemplate: { params: { kind: 'source', id: 'my-source' } },
  createDomain: { body: { host: 'trk.example.com' } },
  replaceDomain: { body: { host: 'go.example.com' } },
  changeCampaignsDomain: { body: { ids: [1], domainUuid: SOME_UUID } },
  setDomainIndexPage: { body: { indexPage: '404_page' } },
  changeDomainFull: { body: { httpsOnly: false, noIndex: true, ...pages, notFound: '404' } },
  changeLinkSettings: { body: { ...pages, caseSensitive: true, isLinkDefault: true } },
  createGroup: { body: { name: 'Push' } },
  renameGroup: { body: { name: 'Push campaigns' } },
  createTag: { body: { name: 'tested' } },
  renameTag: { body: { name: 'proven' } },
  changeTags: { params: { subject: 'campaign' }, body: { ids: [1], addTagIds: [SOME_UUID] } },
  listTagsOfObject: { params: { subject: 'campaign', id: '1' } },
  createNote: { body: { subject: 'campaign', subjectId: '1', text: 'Zone 7 is bots' } },
  changeNote: { body: { text: 'Zones 7 and 9 are bots' } },
  getNote: { params: { subject: 'campaign', id: '1' } },
  useKillSwitch: {
    params: { kind: 'link', id: '1' },
    body: { blocked: true, reason: 'reported as spam' },
  },
  createLink: { body: { ...link, word: 'summer' } },
  createLinks: { body: { items: [{ webUrl: 'https://shop.example.com/winter', word: 'winter' }] } },
  changeLinks: { body: { ids: [1], addTags: ['summer'], domainUuid: null } },
  changeLink: { body: { webUrl: 'https://shop.example.com/late', clickLimit: null } },
  importLinks: { body: { csv: 'word,url\nspring,https://shop.example.com/spring' } },
  checkLinkWord: { query: { word: 'autumn' } },
  getLinkQr: { query: { size: 8, margin: 4 } },
  createPixel: {
    body: { name: 'Visits', code: '<script src="https://pixel.example.com/p.js"></script>' },
  },
  deletePixel: { query: { force: true } },
  changePixel: { body: { name: 'All visits' } },
  createBlocklistException: { body: { place: 'https://docs.example/shared', note: 'Ours' } },
  createLinkToken: { body: { name: 'Shop', scope: 'write', expiresAt: '2036-11-01 00:00:00' } },
  changeLinkToken: { body: { name: 'Old shop', scope: 'read' } },
}
