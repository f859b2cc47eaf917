/** Puts the server together: opens each part, connects them, listens; and takes it apart again. */
import { join } from 'node:path'

import { type SluiceApp, sluiceApp } from '../app.ts'
import type { Config } from '../config.ts'
import { type ConfigDatabase, openConfig } from '../db/open.ts'
import { openSecrets, type Secrets } from '../db/people/secrets.ts'
import { inWriteTurn } from '../db/write-turn.ts'
import { addressReader } from '../detect/address.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { collectsWhenCalm } from '../lib/calm.ts'
import { watchDisk } from '../lib/disk-watch.ts'
import { messageOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import type { Backups } from '../manage/backups/backups.ts'
import { noteResumedCosts } from '../manage/costs.ts'
import type { Desk } from '../manage/desk.ts'
import { passwordHashing } from '../manage/people/passwords.ts'
import { newSetupToken } from '../manage/people/setup.ts'
import { ensureGeneralKey } from '../manage/postback-keys.ts'
import { retain } from '../manage/retention.ts'
import { COMPILERS } from '../routing/compilers.ts'
import { openRouting, type Routing } from '../routing/routing.ts'
import type { Caps } from '../track/conversions/caps.ts'
import type { Conversions } from '../track/conversions/conversions.ts'
import { conversionDesk } from '../track/conversions/desk.ts'
import { toBase } from '../track/conversions/settings.ts'
import { wrongKeys } from '../track/conversions/wrong-keys.ts'
import { cookieNames } from '../track/cookies/cookies.ts'
import { visitKeys } from '../track/cookies/visit-keys.ts'
import type { DeliveryLink } from '../track/deliveries/delivery-link.ts'
import { discreetLedger } from '../track/discreet-ledger.ts'
import { faultCounts, LINK_FAULTS, UPDATE_FAULTS } from '../track/faults.ts'
import { floodDetector } from '../track/history/flood.ts'
import { keepHistory, type KeptHistory } from '../track/history/history-keeper.ts'
import { landingChoices } from '../track/history/landing-choices.ts'
import { knownFiles } from '../track/known-files.ts'
import type { LocalLandings } from '../track/landings/local-landings.ts'
import type { LineFiles } from '../track/line-files.ts'
import { linkGates } from '../track/links/link-gates.ts'
import type { LinkIndexing } from '../track/links/link-index.ts'
import { noticedTally } from '../track/noticed.ts'
import type { Notifier } from '../track/notifications/notifier.ts'
import { orphanLog } from '../track/orphans.ts'
import { domainChecks } from '../track/outbound/domain-check.ts'
import { domainFactsBy } from '../track/outbound/domain-facts.ts'
import { fetchedAnswers } from '../track/outbound/fetched.ts'
import type { TrackParts } from '../track/parts.ts'
import { clickPace } from '../track/visits/click-pace.ts'
import { subIdUpdates } from '../track/visits/sub-ids.ts'
import { PROGRAM } from './about.ts'
import { type Answers, openAnswers } from './answers.ts'
import { serverBackups } from './backups.ts'
import { type BelievedClock, openBelievedClock } from './believed-clock.ts'
import { type Blocklists, openBlocklists, serverBlocklist } from './blocklists.ts'
import { type OwnHttps, ownHttps } from './certificates.ts'
import { type ConfigAges, openConfigAges } from './config-age.ts'
import { serverDesk } from './config-desk.ts'
import { awaitedJob, deskParts, openBooking, openCaps } from './conversions.ts'
import { HISTORY_FILE, OPEN_FILES } from './data-files.ts'
import { openDeliveries, postbackTools } from './deliveries.ts'
import { diskForecast } from './disk-forecast.ts'
import { failuresIn } from './failures.ts'
import type { KeptGeo } from './geo-files.ts'
import { giveMemoryBack, SETTLED_MS } from './given-memory.ts'
import { inOrder, type Step } from './in-order.ts'
import { type JobParts, startJobs } from './jobs.ts'
import { openLandings, openLineFiles } from './landings.ts'
import { largeChanges } from './large-changes.ts'
import { openLinkIndexing } from './link-indexing.ts'
import { adminPlaceIn, listen, type Listener, OWN_CALLS } from './listener.ts'
import { movesFor } from './move.ts'
import { type ToldSystem, toldSystem } from './notifications.ts'
import { openBeside, type OpenedBeside } from './open-beside.ts'
import { clientOf, outboundRules } from './outbound.ts'
import { ratesJob } from './rates.ts'
import { adminOnTracking, lostConfig, lostParts, oldSqlite, type Refused } from './refusals.ts'
import { liveDetectors } from './robot-lists.ts'
import { storageFacts } from './storage-facts.ts'
import { storageProblems, storageTeller } from './storage-health.ts'
import { uiFiles } from './ui-files.ts'

export interface Server extends Omit<Listener, 'drain'> {
  /** Whether the admin's own host has a certificate here already. */
  readonly isAdminSecure: boolean
  /** Opens the set-up while nobody has an account; null afterwards. */
  readonly setupToken: string | null
  /** Refuses new connections, finishes what runs, stores everything that it can. Never rejects. */
  stop(): Promise<void>
  /** Stores what is queued, without waiting for requests. */
  flush(): Promise<void>
}

const CLOCK = () => Date.now()

export async function openServer(config: Config, log: Log): Promise<Server | Refused> {
  const refused = oldSqlite() ?? lostConfig(config.dataDir)
  if (refused !== null) return refused
  for (const [part, text] of lostParts(config.dataDir)) log(part, text)
  const db = openConfig(config.dataDir)
  if ('damaged' in db) return { refused: db.damaged }
  if (db.foreignLog !== null) log('Configuration', db.foreignLog)
  const beside = openBeside(config, log, CLOCK)
  try {
    return await connect(config, log, db, beside)
  } catch (error) {
    db.close()
    return { refused: messageOf(error) }
  }
}

/** What the parts are made from, opened and healthy. */
interface Opened {
  readonly config: Config
  readonly log: Log
  readonly db: ConfigDatabase
  readonly ledger: Ledger
  readonly secrets: Secrets
  readonly routing: Routing
  readonly landings: LocalLandings
  readonly caps: Caps
  readonly lineFiles: LineFiles
  readonly geo: KeptGeo
  readonly desk: Desk
  readonly backups: Backups
  readonly answers: Answers
  readonly blocklists: Blocklists
  readonly https: OwnHttps
  readonly believed: BelievedClock
  readonly configAges: ConfigAges
}

async function connect(
  config: Config,
  log: Log,
  db: ConfigDatabase,
  beside: OpenedBeside,
): Promise<Server | Refused> {
  const routing = openRouting({
    db: db.reader,
    compilers: COMPILERS,
    report: (kind, id, error) => log(`${kind} ${id} can't be used`, String(error)),
  })
  const refused = adminOnTracking(config.adminHost, routing.current())
  if (refused !== null) {
    await (await beside.ledger).close()
    db.close()
    return refused
  }
  const opened = await openParts({ config, log, db, routing }, beside)
  const { caps, ledger, believed } = opened
  const history = await keepHistory({
    ledger,
    tables: routing.current,
    capUsed: caps.used,
    path: join(config.dataDir, HISTORY_FILE),
    clock: CLOCK,
    log,
  })
  const deliveries = openDeliveries(db, { config, log, believed })
  const onQueued = deliveries.queued
  const times = { clock: CLOCK, removesBy: believed.now }
  const seen = { history: history.history, tables: routing.current }
  const booking = { config, log, ledger, caps, onQueued, ...seen, ...times }
  const conversions = await openBooking(db, booking)
  const track = trackParts(opened, history.history, conversions)
  const telling = { geo: opened.geo.geo, client: clientOf(config), track, conversions, ...times }
  const told = toldSystem({ ...opened, ...telling })
  const app = appOf(opened, track, told)
  await ledger.ready
  const listening = await listen(config, app, opened.https)
  if ('refused' in listening) {
    await conversions.close()
    await deliveries.stop()
    await ledger.close()
    db.close()
    return listening
  }
  // After the last thing that can go wrong: a start that fails says that alone.
  opened.geo.tell()
  const { notifier } = told
  return running(opened, { history, conversions, deliveries, track, notifier }, listening)
}

/** What everything else is made from. */
async function openParts(
  base: Pick<Opened, 'config' | 'log' | 'db' | 'routing'>,
  beside: OpenedBeside,
): Promise<Opened> {
  const { config, log, db, routing } = base
  const landings = await openLandings({ dataDir: config.dataDir, db, routing, log })
  const secrets = openSecrets(config.dataDir)
  const settings = () => routing.current().settings
  const blocklist = serverBlocklist({ config, writer: db.writer, settings, clock: CLOCK }, log)
  const ledger = discreetLedger(await beside.ledger, routing.current)
  // Before anything is written that gets a number.
  const configAges = await openConfigAges({ db, ledger, log })
  const disk = inWriteTurn(watchDisk(config.dataDir, OPEN_FILES), db.writer)
  const desk = serverDesk({ ...base, secrets, blocklist, disk, clock: CLOCK })
  ensureGeneralKey(desk)
  const answers = openAnswers({ config, db, ledger, desk, routing, log })
  return {
    ...base,
    ledger,
    secrets,
    landings,
    caps: openCaps(db, routing),
    lineFiles: await openLineFiles(config, log),
    geo: await beside.geo,
    desk,
    backups: serverBackups({ config, routing, log, clock: CLOCK }),
    answers,
    blocklists: openBlocklists({ config, blocklist, desk, answers, log }),
    https: ownHttps({ config, stores: desk.stores, tables: routing.current, clock: CLOCK, log }),
    believed: openBelievedClock(config.dataDir, CLOCK),
    configAges,
  }
}

interface Running {
  readonly history: KeptHistory
  readonly conversions: Conversions
  readonly deliveries: DeliveryLink
  readonly track: TrackParts
  readonly notifier: Notifier
}

function running(opened: Opened, parts: Running, listening: Listener): Server {
  const { db, ledger, log, desk, backups, answers, blocklists, believed, configAges } = opened
  const { history, conversions, deliveries } = parts
  setTimeout(giveMemoryBack, SETTLED_MS).unref()
  void answers.csv.work()
  const indexing = openLinkIndexing(opened)
  const jobs = startJobs(jobParts(opened, parts, indexing))
  const booked: Step = ['conversions', conversions.close]
  const stored: Step = ['clicks', ledger.close]
  return {
    url: listening.url,
    secureUrl: listening.secureUrl,
    adminUrl: listening.adminUrl,
    isAdminSecure: opened.https.secureAdmin('') !== null,
    setupToken: newSetupToken(desk),
    flush: () => inOrder([booked, stored], log),
    stop() {
      const idle = jobs.stop()
      const steps: readonly Step[] = [
        ['the running backup', backups.stop],
        ['blocklists', blocklists.stop],
        ['files of exports', answers.csv.stop],
        ['connections', listening.drain],
        ['periodic work', () => idle],
        ['the visitors’ history', history.save],
        ['the time', believed.note],
        booked,
        ['outgoing postbacks', deliveries.stop],
        ['the age of the configuration', configAges.note],
        ['the index of links', indexing.stop],
        stored,
        ['the configuration', db.close],
      ]
      return inOrder(steps, log)
    },
  }
}

function jobParts(
  opened: Opened,
  { history, conversions, track, notifier }: Running,
  indexing: LinkIndexing,
): JobParts {
  const { db, ledger, routing, landings, lineFiles, geo, log, desk } = opened
  const { answers, blocklists, https, believed } = opened
  const calm = collectsWhenCalm(giveMemoryBack)
  return {
    notify: notifier.tend,
    tidyCsv: answers.csv.tidy,
    tidyCalls: () => conversions.tidy(),
    applyAwaited: awaitedJob(db, track),
    fetchRates: ratesJob({ client: clientOf(opened.config), routing, desk, log, ...answers }),
    routing,
    saveHistory: history.save,
    readLandings: landings.refresh,
    readLineFiles: lineFiles.refresh,
    readGeo: geo.refresh,
    tellStorage: storageTeller(ledger, conversions, desk.disk.files, log),
    readCertificates: https.refresh,
    askForCertificates: https.tend,
    readBlocklists: blocklists.refresh,
    closeListed: blocklists.tend,
    lookAtTargets: blocklists.targets.tend,
    indexLinks: indexing.tend,
    giveMemoryBack: () => calm(ledger.status().journal.stored),
    replanCosts: ledger.costs.replan,
    noteResumedCosts: () => noteCostsWhenCalm(opened),
    retain: () => retain(ledger.retention, routing.current().settings, believed.now()),
    noteTime: believed.note,
    noteConfigAge: opened.configAges.note,
    log,
  }
}

async function noteCostsWhenCalm({ answers, desk, ledger }: Opened): Promise<void> {
  await answers.alone.calm()
  await noteResumedCosts({ desk, costs: ledger.costs })
}

function trackParts(
  { config, ledger, routing, secrets, landings, lineFiles, geo, log }: Opened,
  history: KeptHistory['history'],
  { bookings }: Conversions,
): TrackParts {
  const addresses = addressReader(config.trustedProxies, config.clientHeader)
  const { verify } = passwordHashing()
  return {
    tables: routing.current,
    links: routing.links,
    linkGates: linkGates({ ledger, addresses, verifyPassword: verify, log }),
    detectors: liveDetectors(geo.geo, () => routing.current().settings),
    addresses,
    history,
    ledger,
    orphans: orphanLog(),
    noticed: noticedTally(),
    invalidLinks: faultCounts(LINK_FAULTS),
    refusedUpdates: faultCounts(UPDATE_FAULTS),
    subIds: subIdUpdates(ledger, CLOCK()),
    clickPace: clickPace((id) => log('More comes for a click than is stored of pages', id)),
    choices: landingChoices(),
    bookings,
    wrongKeys: wrongKeys(),
    landings,
    lineFiles,
    keys: visitKeys(secrets),
    cookieNames: cookieNames(secrets.of('cookie_names')),
    isFlood: floodDetector(),
    countryHeader: config.countryHeader.toLowerCase(),
    clock: CLOCK,
  }
}

function appOf(opened: Opened, track: TrackParts, { system, notifier }: ToldSystem): SluiceApp {
  const { config, db, ledger, log, routing, landings, caps, desk, geo } = opened
  const { backups, answers, blocklists, https } = opened
  const callSelf = async (request: Request) => app.fetch(request, OWN_CALLS)
  const failures = failuresIn(log)
  const checks = domainChecks(clientOf(config))
  const app = sluiceApp({
    adminPlace: adminPlaceIn(config),
    https,
    admin: { files: uiFiles, report: failures.adminFailed },
    health: {
      problems: () => storageProblems(ledger, desk.disk.files),
      journal: () => ledger.status().journal,
      invalidLinks: track.invalidLinks.counts,
      refusedUpdates: track.refusedUpdates.counts,
      geoFiles: () => geo.geo.files,
      certificates: https.facts.hosts,
      storage: storageFacts(config.dataDir, backups, diskForecast(ledger, track.tables)),
    },
    traffic: {
      ...track,
      domainChecks: checks,
      knownFiles: knownFiles(config.dataDir),
      fetched: fetchedAnswers({ client: clientOf(config), clock: CLOCK }),
      report: failures.visitFailed,
    },
    management: {
      ...answers,
      desk,
      bootSettings: config.shown,
      ...PROGRAM,
      certificates: https.facts,
      checkDomain: checks.check,
      domainFacts: domainFactsBy(outboundRules(config)),
      system,
      notifier,
      backups,
      listedTargets: blocklists.targets,
      ...largeChanges(config.dataDir, answers.alone),
      moves: movesFor(config, CLOCK),
      dataDir: config.dataDir,
      showLandingFiles: landings.catchUp,
      capUsed: (offerId) => caps.used(offerId, CLOCK()),
      flowClicks: track.history.flowClicks,
      tables: routing.current,
      costs: ledger.costs,
      postbacks: postbackTools({ config, db, ledger, track, callSelf }),
      retention: ledger.retention,
      verdicts: ledger.verdicts,
      conversions: conversionDesk(deskParts(db, track)),
      toBase: (micros, currency) => toBase(routing.current(), micros, currency),
      clickIds: ledger.clickIds,
      clock: CLOCK,
      report: failures.requestFailed,
    },
  })
  return app
}
