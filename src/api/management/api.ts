/**
 * The management API: its list of operations, mounted. Elysia routes; reading the request and
 * answering is `serve.ts`, the document is `document.ts`, so that nothing happens out of sight.
 */
import { Elysia } from 'elysia'

import { PATHS } from '../../core/paths.ts'
import { accessKeyOperations } from './access-keys.ts'
import { accountOperations } from './account.ts'
import { apiKeyOperations } from './api-keys.ts'
import { auditOperations } from './audit.ts'
import { backupOperations } from './backups.ts'
import { bulkChangeOperations } from './bulk-changes.ts'
import { campaignAccessOperations } from './campaign-access.ts'
import { campaignBulkOperations } from './campaign-bulk.ts'
import { campaignFullOperations } from './campaign-full.ts'
import { campaignListOperations } from './campaign-lists.ts'
import { campaignOperations } from './campaigns.ts'
import { clickApiOperations } from './click-api.ts'
import { clickOperations } from './clicks.ts'
import { cloneOperations } from './clones.ts'
import { columnOperations } from './columns.ts'
import { configurationOperations } from './configuration.ts'
import { conversionExportOperations } from './conversion-export.ts'
import { conversionFilterOperations } from './conversion-filters.ts'
import { conversionOperations } from './conversions.ts'
import { costOperations } from './costs.ts'
import { csvOperations } from './csv.ts'
import { customColumnOperations } from './custom-columns.ts'
import { dialectReportOperations } from './dialect-report.ts'
import { dictionaryOperations } from './dictionaries.ts'
import { documentPage } from './document-page.ts'
import { domainFullOperations } from './domain-full.ts'
import { domainOperations } from './domains.ts'
import { UNKNOWN_PATH } from './errors.ts'
import { flowValueOperations } from './flow-values.ts'
import { flowSetOperations } from './flows.ts'
import { groupingOperations } from './groupings.ts'
import { groupOperations } from './groups.ts'
import { hygieneOperations } from './hygiene.ts'
import { importOperations } from './imports.ts'
import { inboxOperations } from './inbox.ts'
import { killSwitchOperations } from './kill-switch.ts'
import { landingFileOperations } from './landing-files.ts'
import { landingFullOperations } from './landing-full.ts'
import { landingListOperations } from './landing-lists.ts'
import { landingUploadOperations } from './landing-upload.ts'
import { landingOperations } from './landings.ts'
import { requestLimits } from './limits.ts'
import { linkFileOperations } from './link-files.ts'
import { linkListOperations } from './link-list.ts'
import { linkTokenOperations } from './link-tokens.ts'
import { linkVisitOperations } from './link-visits.ts'
import { linkOperations } from './links.ts'
import { monitorOperations } from './monitor.ts'
import { networkFullOperations } from './network-full.ts'
import { networkOperations } from './networks.ts'
import { offerCapOperations } from './offer-caps.ts'
import { offerFullOperations } from './offer-full.ts'
import { offerListOperations } from './offer-lists.ts'
import { offerOperations } from './offers.ts'
import type { ManagementDeps, Operation } from './operation.ts'
import { pausingOperations } from './pausing.ts'
import { pixelOperations } from './pixels.ts'
import { placeAndDeviceOperations } from './places-and-devices.ts'
import { postbackKeyOperations } from './postback-keys.ts'
import { postbackTestOperations } from './postback-test.ts'
import { postbackOperations } from './postbacks.ts'
import { reconcileOperations } from './reconcile.ts'
import { rememberRepeats } from './repeats.ts'
import { reportMarkOperations } from './report-marks.ts'
import { savedFilterOperations } from './report-presets.ts'
import { reportOperations } from './reports.ts'
import { retentionOperations } from './retention.ts'
import { rotationOperations } from './rotations.ts'
import { selfTestOperations } from './self-test.ts'
import { admitted, failed, serve, type Watch } from './serve.ts'
import { sessionOperations } from './session.ts'
import { settingViewOperations } from './setting-views.ts'
import { settingOperations } from './settings.ts'
import { simulateOperations } from './simulate.ts'
import { sourceFullOperations } from './source-full.ts'
import { sourceOperations } from './sources.ts'
import { statisticOperations } from './statistics.ts'
import { systemOperations } from './system.ts'
import { tagOperations } from './tags.ts'
import { templateOperations } from './templates.ts'
import { timelineOperations } from './timeline.ts'
import { trendOperations } from './trends.ts'
import { userListOperations } from './user-lists.ts'
import { userOperations } from './users.ts'
import { viewOperations } from './views.ts'

export const OPERATIONS: readonly Operation[] = [
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
  ...networkOperations,
  ...networkFullOperations,
  ...sourceOperations,
  ...sourceFullOperations,
  ...cloneOperations,
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
  ...systemOperations,
  ...selfTestOperations,
  ...backupOperations,
  ...linkFileOperations,
  ...killSwitchOperations,
  ...auditOperations,
  ...linkListOperations,
  ...linkOperations,
  ...linkVisitOperations,
  ...pixelOperations,
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
  ...csvOperations,
  ...retentionOperations,
]

export function managementApi(parts: ManagementDeps) {
  const deps = {
    ...parts,
    limits: requestLimits(
      () => parts.tables().settings,
      () => performance.now(),
    ),
    repeats: rememberRepeats(parts.clock),
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
  return new Elysia({ name: 'management and its document' })
    .use(documentPage(deps, OPERATIONS, deps.version))
    .use(app)
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
  return failed({ status: 405, message: 'Not with this method', headers }, requestId)
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
