/** Counters and gauges in the text format of Prometheus. Labels hold nothing of visitors. */
import type { HostCertificate } from '../../certify/facts.ts'
import type { GeoFileStatus } from '../../detect/geo.ts'
import type { JournalStats } from '../../ledger/journal/journal.ts'
import type { FillForecast } from '../../ledger/segments/fill-forecast.ts'

export interface Monitored {
  journal(): JournalStats
  /** Offer links that led nowhere since the start, by what was wrong. */
  invalidLinks(): Counts
  /** Updates of clicks that changed nothing since the start, by why. */
  refusedUpdates(): Counts
  geoFiles(): readonly GeoFileStatus[]
  /** Of the hosts that are to have one of ours. */
  certificates(): readonly HostCertificate[]
  /** Null: the disk does not answer, so nothing is said of it. */
  storage(): Promise<StorageFacts | null>
}

/** Sizes are bytes, times epoch milliseconds. */
export interface StorageFacts {
  /** By name within the data folder. */
  readonly files: ReadonlyMap<string, number>
  readonly disk: DiskFacts | null
  readonly backup: { readonly lastAt: number | null; readonly hasFailed: boolean }
}

/** `bytesPerDay` and `fullInDays`: absent or null, nothing can be said of them. */
interface DiskFacts extends Partial<FillForecast> {
  readonly free: number
  readonly total: number
}

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

export async function metricsText(monitored: Monitored): Promise<string> {
  const storage = await monitored.storage()
  const metrics = [
    ...clickMetrics(monitored.journal()),
    linkMetric(monitored.invalidLinks()),
    updateMetric(monitored.refusedUpdates()),
    ...geoMetrics(monitored.geoFiles()),
    certificateMetric(monitored.certificates()),
    ...(storage === null ? [] : storageMetrics(storage)),
  ]
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(textOf)
    .join('')
}

function clickMetrics(stats: JournalStats): Metric[] {
  return [
    counter('clicks_stored_total', 'Events handed to the system since the start.', stats.stored),
    counter(
      'clicks_dropped_total',
      'Events that could not be stored, since the start.',
      stats.dropped,
    ),
    gauge('clicks_queued', 'Events that wait for the disk.', stats.queued),
    gauge('clicks_pending', 'Those of them that were answered already.', stats.pending),
    gauge(
      'oldest_queued_seconds',
      'For how long the oldest event has waited.',
      (stats.oldestQueuedMs ?? 0) / 1000,
    ),
    gauge(
      'last_sync_timestamp_seconds',
      'When events were last synced to the disk; 0: not since the start.',
      (stats.lastSyncAt ?? 0) / 1000,
    ),
    counter('writer_deaths_total', 'How often the writing thread ended.', stats.writerDeaths),
  ]
}

type Counts = Readonly<Record<string, number>>

function linkMetric(counts: Counts): Metric {
  const help = 'Offer links that led nowhere, by what was wrong with them.'
  return counter('invalid_offer_links_total', help, byReason(counts))
}

function updateMetric(counts: Counts): Metric {
  const help = 'Events and sub ids that pages sent for a click and that changed nothing, by why.'
  return counter('refused_click_updates_total', help, byReason(counts))
}

function byReason(counts: Counts): Sample[] {
  return Object.entries(counts).map(([reason, count]) => [{ reason }, count] as const)
}

function geoMetrics(files: readonly GeoFileStatus[]): Metric[] {
  const isUsed = ({ problem }: GeoFileStatus) => problem === null
  return [
    gauge(
      'geo_database_build_timestamp_seconds',
      'When the geo database was made, by its publisher.',
      files
        .filter(isUsed)
        .map(({ name, builtAt }) => [{ database: name }, builtAt / 1000] as const),
    ),
    gauge(
      'geo_database_used',
      '0 for one that can not be read.',
      files.map((file) => [{ database: file.name }, Number(isUsed(file))] as const),
    ),
  ]
}

function certificateMetric(hosts: readonly HostCertificate[]): Metric {
  const samples = hosts.map(({ host, until }) => [{ host }, (until ?? 0) / 1000] as const)
  return gauge(
    'certificate_end_timestamp_seconds',
    'Until when the certificate of a host is in force; 0: it has none.',
    samples,
  )
}

function storageMetrics({ files, disk, backup }: StorageFacts): Metric[] {
  return [
    gauge(
      'data_file_size_bytes',
      'Databases, their write-ahead logs (-wal) and other files that grow by themselves.',
      [...files].map(([file, bytes]) => [{ file }, bytes] as const),
    ),
    ...(disk === null ? [] : diskMetrics(disk)),
    gauge(
      'last_backup_timestamp_seconds',
      'When the newest good backup in the data folder was made; 0: there is none.',
      (backup.lastAt ?? 0) / 1000,
    ),
    gauge('last_backup_failed', '1 when the last try failed.', Number(backup.hasFailed)),
  ]
}

function diskMetrics({ free, total, bytesPerDay, fullInDays }: DiskFacts): Metric[] {
  return [
    gauge('disk_free_bytes', 'Room on the disk of the data folder.', free),
    gauge('disk_size_bytes', 'Size of that disk.', total),
    gauge(
      'events_bytes_per_day',
      'What the events of a day take on it, by the last seven; absent until there is a day of them.',
      known(bytesPerDay),
    ),
    gauge(
      'disk_full_in_days',
      'When it is full at that pace; absent when nothing can be said, or when old events make room.',
      known(fullInDays),
    ),
  ]
}

function known(value: number | null | undefined): Values {
  return value === null || value === undefined ? [] : value
}

/** One value, or one by each of its labels. */
type Values = number | readonly Sample[]

function counter(name: string, help: string, values: Values): Metric {
  return { name, type: 'counter', help, samples: samplesOf(values) }
}

function gauge(name: string, help: string, values: Values): Metric {
  return { name, type: 'gauge', help, samples: samplesOf(values) }
}

function samplesOf(values: Values): readonly Sample[] {
  return typeof values === 'number' ? [[{}, values]] : values
}

function textOf({ name, type, help, samples }: Metric): string {
  const full = `sluice_${name}`
  const lines = samples.map(([labels, value]) => `${full}${labelsText(labels)} ${value}\n`)
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escaped(text)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Names of files are the operator's. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
