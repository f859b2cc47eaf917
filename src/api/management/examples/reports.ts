/** Examples of reports, columns, clicks, conversions, postbacks and costs. */
import type { Json } from '../open-schema.ts'
import { type RequestExamples } from './example.ts'

const query = {
  period: { preset: 'last_7_days', timezone: 'Europe/Berlin' },
  groupings: ['trafficSource', 'geoCountry'],
  measures: ['clicks', 'leads', 'cost', 'revenue', 'profit', 'roi'],
  filters: [{ field: 'clicks', op: 'gte', value: 1 }],
  sort: [{ field: 'clicks', dir: 'desc' }],
  limit: 100,
} as const
const filters: Json = [{ level: 1, column: 'clicks', operator: 'gt', value: 10 }]
const marked = { grouping: 'geoCountry', value: 'DE' }
const manyMarked = { grouping: 'geoCountry', values: ['DE', 'AT'] }
const day = { from: '2026-11-21 00:00:00', to: '2026-11-21 23:59:59', timezone: 'Europe/Berlin' }
/** In the click id's place stands one of a click there is. */
const LINE = '00000000100000000abc:payout=41.17:cnv_status=sale'
/** Built-in columns have fixed ids: that of `clicks`. */
const CLICKS_COLUMN = '3897f388-ee42-5fe2-a04e-3d412abb70b8'

export const reportExamples: RequestExamples = {
  queryReport: { body: query },
  getReportByQuery: { query: { q: JSON.stringify(query) } },
  exportReport: { body: { ...query, format: 'csv', totals: true } },
  listPage: {
    params: { entity: 'campaign' },
    query: { measures: ['clicks', 'profit'], sortColumn: 'clicks', sortType: 'desc', limit: 50 },
  },
  getReport: { params: { page: 'campaign' }, query: { groupings: ['campaign'] } },
  getCampaignsReport: { query: { ids: [1], groupings: ['campaign'] } },
  listGroupingsOfMany: { query: { ids: [1] } },
  createReportPreset: { body: { name: 'By source', groupings: ['trafficSource', 'geoCountry'] } },
  createSimpleFilter: { body: { name: 'Enough clicks', filters } },
  changeSimpleFilter: { body: { name: 'More than ten clicks', filters } },
  setReportMark: { body: { ...marked, mark: 'good' } },
  removeReportMark: { body: marked },
  setReportMarks: { body: { ...manyMarked, mark: 'good' } },
  removeReportMarks: { body: manyMarked },
  createView: { body: { name: 'Sources by country', isShared: true, query } },
  changeView: { body: { name: 'Countries of sources', isShared: false } },
  setColumnsOfPage: { params: { page: 'campaigns' }, body: { columns: [CLICKS_COLUMN] } },
  getColumnsOfPage: { params: { page: 'campaigns' } },
  moveColumn: { body: { uuid: CLICKS_COLUMN, position: 1 } },
  getDefaultColumn: { params: { uuid: CLICKS_COLUMN } },
  changeDefaultColumn: { params: { uuid: CLICKS_COLUMN }, body: { decimals: 2, format: '$' } },
  setClickColumns: { body: { columns: ['id', 'campaign', 'country'] } },
  createCustomColumn: {
    body: { name: 'Per lead', formula: 'cost / leads', decimals: 2, format: '$' },
  },
  changeCustomColumn: { body: { name: 'Cost per lead', decimals: 3 } },
  findGeoCity: { query: { name: 'ber' } },
  diagnose: { query: { q: '00000000100000000abc' } },
  reconcileConversions: {
    body: {
      networkId: 1,
      payload: 'click,sum,state\n00000000100000000abc,41.17,sale',
      columns: { clickId: 'click', payout: 'sum', status: 'state' },
    },
  },
  upsertConversions: { body: { payload: LINE } },
  importConversions: { body: { payload: LINE, send: false } },
  mapClickIdParameter: { body: { parameter: 'subid3', dryRun: true } },
  reapplyPostbacks: { body: { filter: { cause: 'missing_click_id' }, dryRun: true } },
  dismissPostbacks: { body: { filter: { cause: 'missing_click_id' } } },
  createPostbackKey: { body: { kind: 'network', networkId: 1 } },
  renewPostbackKey: { params: { id: 1 }, body: { keepOldHours: 24 } },
  replaceStatusMap: { body: { trial: 'lead', paid: 'sale', chargeback: 'rejected' } },
  replaceStatusWords: { body: { approved: 'sale', pending: 'lead' } },
  retryPostbacks: { body: { failed: true } },
  previewPostback: {
    body: {
      url: 'https://source.example.com/pb?id={external_id}&sum={payout}',
      status: 'sale',
      payout: 41.17,
    },
  },
  testPostback: { body: { campaignId: 1, status: 'sale', payout: 1 } },
  updateCampaignCost: { body: { datePreset: 'today', model: 'CPC', cost: 0.25, currency: 'USD' } },
  createCosts: { body: { campaigns: [1], ...day, cost: 25, currency: 'USD', mode: 'spread' } },
  uploadCosts: {
    body: {
      campaigns: [1],
      csv: 'date,value,cost\n2026-11-21,42,12.5',
      field: 'sub_id_1',
      timezone: 'Europe/Berlin',
      currency: 'USD',
    },
  },
  enqueueCsv: { body: { type: 'clicklog', campaignIds: [1], datePreset: 'today', format: 'csv' } },
  reclassifyClicks: {
    body: {
      dateFrom: '2026-11-01',
      dateTo: '2026-11-21',
      timezone: 'Europe/Berlin',
      campaigns: [1],
      dryRun: false,
    },
  },
  deleteClicksOfCampaign: {
    body: {
      preset: 'custom_time',
      dateFrom: '2026-01-01 00:00:00',
      dateTo: '2026-01-31 23:59:59',
    },
  },
  deleteClicks: { body: { ids: ['00000000100000000abc'] } },
}
