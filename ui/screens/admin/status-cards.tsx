/** What the server says of itself, by what a person asks: is it well, is there room, is the data fresh. */
import type { ComponentChildren } from 'preact'

import { date, dateTime, readStamp, span } from '../../format/dates.ts'
import { bytes, number } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { Badge } from '../../parts/chip.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import {
  type GeoFile,
  placeOf,
  type SystemStatus,
  type Warning,
  warningText,
} from '../../shell/status.ts'
import type { Loaded } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { said } from '../../words/said.ts'
import { type Key, plural, t } from '../../words/words.ts'
import { Blocklists } from './blocklists.tsx'
import { Certificates } from './certificates.tsx'
import { Orphans } from './orphans.tsx'
import { UnknownFilters } from './unknown-filters.tsx'

export function StatusCards({ status }: { readonly status: Loaded<SystemStatus> }) {
  if (status.error !== null) return <Failed failure={status.error} onRetry={status.reload} />
  if (status.data === null) return <Skeleton />
  const facts = status.data
  return (
    <>
      {facts.warnings.map((warning) => (
        <Notice look="warning" key={warning.code}>
          <WarningLine warning={warning} />
        </Notice>
      ))}
      <div class="pair">
        <Server facts={facts} />
        <Clicks facts={facts} />
        <Room facts={facts} />
        <Geo files={facts.geo} />
        {facts.certificates === null ? null : <Certificates status={facts.certificates} />}
        <Blocklists status={facts.blocklists} onChanged={status.reload} />
        <UnknownFilters filters={facts.unknownFilters} />
        <Orphans {...facts.orphans} />
      </div>
      {facts.problems.length === 0 ? null : (
        <Card title={t('system.problems')}>
          <ul class="small">
            {facts.problems.map((problem, at) => (
              <li key={at}>
                <Text value={said(problem)} length={240} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

/** Those that are about this page lead nowhere else. */
function WarningLine({ warning }: { readonly warning: Warning }) {
  const place = placeOf(warning)
  const text = warningText(warning)
  return place === '/system' ? <>{text}</> : <a href={href(place)}>{text}</a>
}

type Pair = readonly [title: Key, value: ComponentChildren]

function Facts({ title, pairs }: { readonly title: Key; readonly pairs: readonly Pair[] }) {
  return (
    <Card title={t(title)}>
      <table class="plain-table facts">
        <tbody>
          {pairs.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" class="faint">
                {t(name)}
              </th>
              <td class="end">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

interface FactsProps {
  readonly facts: SystemStatus
}

function units(): readonly [string, string, string, string] {
  return [t('unit.d'), t('unit.h'), t('unit.m'), t('unit.s')]
}

function Server({ facts }: FactsProps) {
  const { version, uptimeSeconds, memory, request, backup } = facts
  return (
    <Facts
      title="system.server"
      pairs={[
        ['system.version', version],
        ['system.uptime', span(uptimeSeconds, units())],
        ['system.memory', bytes(memory.resident)],
        ['system.host', visible(request.host)],
        ['system.secure', request.isSecure ? t('yes') : t('no')],
        ['system.proxies', <Proxies key="proxies" request={request} />],
        ['system.address', visible(request.address)],
        ['system.backup', dateTime(readStamp(backup.lastAt), zone.value)],
      ]}
    />
  )
}

/** What stands in front has added, and whether it counts. */
function Proxies({ request: { proxyHeaders, isProxyTrusted } }: Pick<SystemStatus, 'request'>) {
  if (proxyHeaders.length === 0) return <>{t('none')}</>
  const named = proxyHeaders.map(({ name, entries }) =>
    plural('system.entriesOf', entries, { name }),
  )
  return (
    <>
      {named.join(', ')}{' '}
      <Badge look={isProxyTrusted ? 'good' : 'warning'}>
        {t(isProxyTrusted ? 'system.believed' : 'system.notBelieved')}
      </Badge>
    </>
  )
}

function Clicks({ facts: { clicks, conversions, postbacks } }: FactsProps) {
  return (
    <Facts
      title="system.queues"
      pairs={[
        ['system.stored', number(clicks.stored)],
        ['system.waiting', number(clicks.queued + clicks.pending)],
        ['system.dropped', countBadge(clicks.dropped)],
        ['system.synced', syncedAgo(clicks.lastSyncMsAgo)],
        ['system.conversions', number(conversions.queued)],
        ['system.outgoing', number(postbacks.waiting)],
        ['system.failed', countBadge(postbacks.failedToday)],
        ['system.unmatched', countBadge(postbacks.unmatched)],
      ]}
    />
  )
}

/** In milliseconds only while they say more than seconds. */
function syncedAgo(ms: number | null): string {
  if (ms === null) return '—'
  if (ms < 1000) return t('system.msAgo', { n: number(ms) })
  return t('system.ago', { span: span(ms / 1000, units()) })
}

/** None is good, any is not. */
function countBadge(count: number) {
  return <Badge look={count === 0 ? 'good' : 'bad'}>{number(count)}</Badge>
}

/** A week says little of what is further away. */
const FORESEEN_DAYS = 730

/** Null: nothing can be said. */
function fullInOf({ disk }: SystemStatus): string | null {
  const days = disk?.fullInDays ?? null
  if (days === null) return null
  if (days < 1) return t('system.fullToday')
  return days > FORESEEN_DAYS ? t('system.fullLater') : plural('system.fullIn', days)
}

function Room({ facts }: FactsProps) {
  const { disk, databases, writeAhead, ledger } = facts
  const fullIn = fullInOf(facts)
  const free: ComponentChildren =
    disk === null ? '—' : t('system.of', { free: bytes(disk.free), total: bytes(disk.total) })
  return (
    <Facts
      title="system.storage"
      pairs={[
        ['system.disk', free],
        ...(fullIn === null ? [] : ([['system.full', fullIn]] as const)),
        ['system.config', bytes(databases.config)],
        ['system.ledger', bytes(databases.ledger)],
        ['system.writeAhead', bytes(writeAhead.config + writeAhead.ledger)],
        ['system.journal', bytes(databases.journal)],
        ['system.sealed', ledger === null ? t('system.busy') : number(ledger.sealedRows)],
        ['system.open', ledger === null ? t('system.busy') : number(ledger.openRows)],
        ['system.damaged', countBadge(ledger?.damaged.length ?? 0)],
      ]}
    />
  )
}

function Geo({ files }: { readonly files: readonly GeoFile[] }) {
  return (
    <Card title={t('system.geo')}>
      {files.length === 0 ? <p class="faint">{t('system.noGeo')}</p> : null}
      <ul class="stack">
        {files.map(({ name, problem, builtAt, ageDays }) => (
          <li key={name}>
            <strong>
              <Text value={name} length={60} />
            </strong>{' '}
            {problem === null ? (
              <span class="faint">
                {date(readStamp(builtAt), zone.value)}, {t('system.days', { n: number(ageDays) })}
              </span>
            ) : (
              <span class="warn-text">{said(problem)}</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
