/**
 * The management API: its list of operations, mounted. Elysia routes; reading the request and
 * answering is `serve.ts`, the document is `document.ts`, so that nothing happens out of sight.
 */
import { Elysia } from 'elysia'

import { PATHS } from '../../core/paths.ts'
import { begunRequestStore } from '../../db/begun-requests.ts'
import { batchOperations, partDesk } from './batch.ts'
import { campaignAccessOperations } from './campaigns/campaign-access.ts'
import { campaignBulkOperations } from './campaigns/campaign-bulk.ts'
import { campaignFullOperations } from './campaigns/campaign-full.ts'
import { campaignListOperations } from './campaigns/campaign-lists.ts'
import { campaignOperations } from './campaigns/campaigns.ts'
import { clickApiOperations } from './campaigns/click-api.ts'
import { flowValueOperations } from './campaigns/flow-values.ts'
import { flowSetOperations } from './campaigns/flows.ts'
import { pausingOperations } from './campaigns/pausing.ts'
import { rotationOperations } from './campaigns/rotations.ts'
import { simulateOperations } from './campaigns/simulate.ts'
import { documentPage } from './document-page.ts'
import { UNKNOWN_PATH } from './errors.ts'
import { requestLimits } from './limits.ts'
import { blocklistOperations } from './links/blocklists.ts'
import { linkFileOperations } from './links/link-files.ts'
import { linkListOperations } from './links/link-list.ts'
import { linkTokenOperations } from './links/link-tokens.ts'
import { linkVisitOperations } from './links/link-visits.ts'
import { linkWordOperations } from './links/link-word.ts'
import { linkOperations } from './links/links.ts'
import { manyLinksOperations } from './links/many-links.ts'
import { pixelOperations } from './links/pixels.ts'
import { manyDeletedOperations } from './lists/many-deleted.ts'
import { pageOperations } from './lists/pages.ts'
import { taskOperations } from './money/background-tasks.ts'
import { conversionExportOperations } from './money/conversion-export.ts'
import { conversionFilterOperations } from './money/conversion-filters.ts'
import { conversionOperations } from './money/conversions.ts'
import { costFileOperations } from './money/cost-files.ts'
import { costOperations } from './money/costs.ts'
import { inboxOperations } from './money/inbox.ts'
import { postbackKeyOperations } from './money/postback-keys.ts'
import { postbackTestOperations } from './money/postback-test.ts'
import { postbackOperations } from './money/postbacks.ts'
import { reconcileOperations } from './money/reconcile.ts'
import { retentionOperations } from './money/retention.ts'
import { timelineOperations } from './money/timeline.ts'
import { bulkChangeOperations } from './objects/bulk-changes.ts'
import { choiceOperations } from './objects/choices.ts'
import { cloneOperations } from './objects/clones.ts'
import { domainFullOperations } from './objects/domain-full.ts'
import { domainOperations } from './objects/domains.ts'
import { groupOperations } from './objects/groups.ts'
import { importOperations } from './objects/imports.ts'
import { killSwitchOperations } from './objects/kill-switch.ts'
import { landingFileOperations } from './objects/landing-files.ts'
import { landingFullOperations } from './objects/landing-full.ts'
import { landingListOperations } from './objects/landing-lists.ts'
import { landingUploadOperations } from './objects/landing-upload.ts'
import { landingOperations } from './objects/landings.ts'
import { listingOperations } from './objects/listings.ts'
import { networkFullOperations } from './objects/network-full.ts'
import { networkOperations } from './objects/networks.ts'
import { offerCapOperations } from './objects/offer-caps.ts'
import { offerFullOperations } from './objects/offer-full.ts'
import { offerListOperations } from './objects/offer-lists.ts'
import { offerOperations } from './objects/offers.ts'
import { sourceFullOperations } from './objects/source-full.ts'
import { sourceOperations } from './objects/sources.ts'
import { tagOperations } from './objects/tags.ts'
import { templateOperations } from './objects/templates.ts'
import { usesOperations } from './objects/uses.ts'
import { guarded, type ManagementDeps, type ManagementParts, type Operation } from './operation.ts'
import { outcomesInTurn } from './outcomes.ts'
import { accessKeyOperations } from './people/access-keys.ts'
import { accountOperations } from './people/account.ts'
import { apiKeyOperations } from './people/api-keys.ts'
import { auditOperations } from './people/audit.ts'
import { sessionOperations } from './people/session.ts'
import { userListOperations } from './people/user-lists.ts'
import { userOperations } from './people/users.ts'
import { rememberRepeats } from './repeats.ts'
import { clickOperations } from './reports/clicks.ts'
import { columnOperations } from './reports/columns.ts'
import { csvOperations } from './reports/csv.ts'
import { customColumnOperations } from './reports/custom-columns.ts'
import { dialectReportOperations } from './reports/dialect-report.ts'
import { dictionaryOperations } from './reports/dictionaries.ts'
import { groupingOperations } from './reports/groupings.ts'
import { hygieneOperations } from './reports/hygiene.ts'
import { monitorOperations } from './reports/monitor.ts'
import { placeAndDeviceOperations } from './reports/places-and-devices.ts'
import { reportMarkOperations } from './reports/report-marks.ts'
import { savedFilterOperations } from './reports/report-presets.ts'
import { reportOperations } from './reports/reports.ts'
import { robotVerdictOperations } from './reports/robot-verdicts.ts'
import { statisticOperations } from './reports/statistics.ts'
import { trendOperations } from './reports/trends.ts'
import { viewOperations } from './reports/views.ts'
import { admitted, failed, serve, type Watch } from './serve.ts'
import { backupOperations } from './system/backups.ts'
import { configurationOperations } from './system/configuration.ts'
import { movingOperations } from './system/moving.ts'
import { notificationOperations } from './system/notifications.ts'
import { selfTestOperations } from './system/self-test.ts'
import { settingViewOperations } from './system/setting-views.ts'
import { settingOperations } from './system/settings.ts'
import { systemOperations } from './system/system.ts'

export const OPERATIONS: readonly Operation[] = guarded([
  ...campaignOperations,
  ...campaignListOperations,
  ...campaignFullOperations,
  ...campaignBulkOperations,
  ...campaignAccessOperations,
  ...pausingOperations,
  ...clickApiOperations,
  ...flowSetOperations,
  ...flowValueOperations,
  ...simulateOperations,
  ...rotationOperations,
  ...offerOperations,
  ...offerListOperations,
  ...offerCapOperations,
  ...offerFullOperations,
  ...landingOperations,
  ...landingListOperations,
  ...landingFullOperations,
  ...landingUploadOperations,
  ...landingFileOperations,
  ...listingOperations,
  ...usesOperations,
  ...networkOperations,
  ...networkFullOperations,
  ...sourceOperations,
  ...sourceFullOperations,
  ...cloneOperations,
  ...choiceOperations,
  ...bulkChangeOperations,
  ...importOperations,
  ...templateOperations,
  ...domainOperations,
  ...domainFullOperations,
  ...groupOperations,
  ...tagOperations,
  ...userOperations,
  ...userListOperations,
  ...accountOperations,
  ...apiKeyOperations,
  ...accessKeyOperations,
  ...sessionOperations,
  ...settingOperations,
  ...settingViewOperations,
  ...configurationOperations,
  ...movingOperations,
  ...systemOperations,
  ...selfTestOperations,
  ...notificationOperations,
  ...backupOperations,
  ...linkFileOperations,
  ...killSwitchOperations,
  ...auditOperations,
  ...linkListOperations,
  ...manyLinksOperations,
  ...linkWordOperations,
  ...linkOperations,
  ...linkVisitOperations,
  ...pixelOperations,
  ...blocklistOperations,
  ...linkTokenOperations,
  ...reportOperations,
  ...dialectReportOperations,
  ...groupingOperations,
  ...savedFilterOperations,
  ...reportMarkOperations,
  ...viewOperations,
  ...columnOperations,
  ...customColumnOperations,
  ...statisticOperations,
  ...pageOperations,
  ...manyDeletedOperations,
  ...trendOperations,
  ...monitorOperations,
  ...dictionaryOperations,
  ...placeAndDeviceOperations,
  ...clickOperations,
  ...conversionExportOperations,
  ...conversionFilterOperations,
  ...reconcileOperations,
  ...conversionOperations,
  ...inboxOperations,
  ...postbackKeyOperations,
  ...postbackOperations,
  ...postbackTestOperations,
  ...timelineOperations,
  ...hygieneOperations,
  ...costOperations,
  ...costFileOperations,
  ...taskOperations,
  ...csvOperations,
  ...retentionOperations,
  ...robotVerdictOperations,
  ...batchOperations,
])

export function managementApi(parts: ManagementParts) {
  const deps: ManagementDeps & Watch = {
    ...parts,
    ...partDesk(parts.connectionOf, (part) => mounted.handle(part)),
    limits: requestLimits(
      () => parts.tables().settings,
      () => performance.now(),
    ),
    outcomes: outcomesInTurn(),
    repeats: rememberRepeats({
      store: begunRequestStore(parts.desk.db),
      secrets: parts.desk.secrets,
      clock: parts.clock,
      calm: parts.alone.calm,
    }),
  }
  const app = new Elysia({ prefix: PATHS.management, name: 'management' })
  for (const operation of OPERATIONS) {
    const { method } = operation
    const { path, named } = routed(operation.path)
    const run = ({ request, params }: { request: Request; params?: Record<string, string> }) =>
      serve(deps, operation, { request, params: named(params ?? {}) })
    app.route(method, path, run, { parse: 'none' })
    if (method === 'GET') app.route('HEAD', path, run, { parse: 'none' })
  }
  const unknown = ({ request }: { request: Request }) => answerUnknown(deps, request)
  app.all('', unknown, { parse: 'none' }).all('/*', unknown, { parse: 'none' })
  const mounted = new Elysia({ name: 'management and its document' })
    .use(documentPage(deps, OPERATIONS, deps.version))
    .use(app)
  return mounted
}

/** The router wants one name for a place in the path, while operations name it by what it means. */
function routed(path: string) {
  const words = path.split('/')
  const places = words.flatMap((word, at) =>
    word.startsWith(':') ? [[`p${at}`, word.slice(1)]] : [],
  )
  return {
    path: words.map((word, at) => (word.startsWith(':') ? `:p${at}` : word)).join('/'),
    named: (params: Record<string, string>) =>
      Object.fromEntries(places.map(([place = '', name = '']) => [name, params[place] ?? ''])),
  }
}

/** Strangers learn nothing: without a key there is no telling which paths exist. */
function answerUnknown(deps: ManagementDeps & Watch, request: Request): Response {
  const requestId = crypto.randomUUID()
  const caller = admitted(deps, request)
  if ('status' in caller) return failed(caller, requestId)
  const path = new URL(request.url).pathname.slice(PATHS.management.length)
  const methods = methodsOf(path)
  if (methods.length === 0) return failed(UNKNOWN_PATH, requestId)
  const headers = { Allow: methods.join(', ') }
  const message = `Not with this method: it takes ${headers.Allow}`
  return failed({ status: 405, message, headers }, requestId)
}

function methodsOf(path: string): string[] {
  const words = path.split('/')
  const fits = (operation: Operation) => {
    const pattern = operation.path.split('/')
    if (pattern.length !== words.length) return false
    return pattern.every((word, index) => word.startsWith(':') || word === words[index])
  }
  return [...new Set(OPERATIONS.filter(fits).map(({ method }) => method))]
}
