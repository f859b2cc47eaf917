/** Who changed what, newest first. */
import { useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { readStamp, shortTime } from '../../format/dates.ts'
import { visible } from '../../format/text.ts'
import { Card } from '../../parts/page.tsx'
import { isPhone } from '../../parts/phone.ts'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { refreshes, zone } from '../../state/period.ts'
import { type Key, t, term } from '../../words/words.ts'

interface AuditRow {
  readonly at: string
  /** Null: a command, or the server itself. */
  readonly login: string | null
  readonly event: string
  readonly kind: string
  readonly name: string
  readonly ip: string
  readonly via: string
  /** What was asked for. */
  readonly changes: unknown
  /** What of it was otherwise; null: it is not known. */
  readonly before: unknown
}

export function Audit() {
  const [text, setText] = useState('')
  const audit = useLoad(
    (signal) => get<{ rows: AuditRow[] }>(`/audit${search({ q: text, limit: 100 })}`, signal),
    [text, refreshes.value],
  )
  return (
    <Card
      title={t('audit.title')}
      actions={
        <input
          type="search"
          class="short"
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      }
    >
      {audit.error === null ? null : <Failed failure={audit.error} onRetry={audit.reload} />}
      {audit.data === null ? (
        audit.error === null ? (
          <Skeleton lines={4} />
        ) : null
      ) : audit.data.rows.length === 0 ? (
        <Empty icon="clock" title={t('list.nothing')} text={t('audit.empty')} />
      ) : (
        <Rows rows={audit.data.rows} />
      )}
    </Card>
  )
}

function Rows({ rows }: { readonly rows: readonly AuditRow[] }) {
  return isPhone() ? <NarrowRows rows={rows} /> : <WideRows rows={rows} />
}

const TITLES: readonly Key[] = [
  'clicks.time',
  'audit.user',
  'audit.deed',
  'audit.kind',
  'list.name',
  'sim.ip',
  'audit.via',
]

function WideRows({ rows }: { readonly rows: readonly AuditRow[] }) {
  return (
    <ScrollX label={t('audit.title')}>
      <table class="plain-table audit">
        <thead>
          <tr>
            {TITLES.map((title) => (
              <th scope="col" key={title}>
                {t(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              <td class="number faint">{shortTime(readStamp(row.at), zone.value)}</td>
              <td>
                <Text value={row.login ?? '—'} length={60} />
              </td>
              <td>{term('deed', row.event)}</td>
              <td>{term('kind', row.kind)}</td>
              <td>
                <Text value={row.name} length={60} />
                <Changes row={row} />
              </td>
              <td class="faint">{row.ip}</td>
              <td class="faint">{term('via', row.via)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

/** What was done above who did it, and from where. */
function NarrowRows({ rows }: { readonly rows: readonly AuditRow[] }) {
  return (
    <table class="plain-table narrow-audit">
      <thead>
        <tr>
          <th scope="col">{t('audit.deed')}</th>
          <th scope="col" class="end">
            {t('clicks.time')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            <td class="wrap">
              {term('kind', row.kind)}: {term('deed', row.event)}
              {row.name === '' ? null : (
                <div class="strong">
                  <Text value={row.name} length={60} />
                </div>
              )}
              <Changes row={row} />
              <div class="faint small">
                {visible([row.login, term('via', row.via), row.ip].filter(Boolean).join(' · '))}
              </div>
            </td>
            <td class="number faint end">{shortTime(readStamp(row.at), zone.value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const VALUE_LENGTH = 300

/** What was changed, and what it was before where that is known. */
function Changes({ row: { changes, before } }: { readonly row: AuditRow }) {
  const asked = entriesOf(changes)
  const was = new Map(entriesOf(before))
  if (asked.length === 0) return null
  return (
    <details class="small">
      <summary>{t('audit.changes')}</summary>
      {asked.map(([key, value]) => (
        <div class="wrap" key={key}>
          {key === '' ? null : <b>{visible(key)}: </b>}
          {was.has(key) ? (
            <>
              <Text value={told(was.get(key))} length={VALUE_LENGTH} />
              {' → '}
            </>
          ) : null}
          <Text value={told(value)} length={VALUE_LENGTH} />
        </div>
      ))}
    </details>
  )
}

/** By property; a list is one value without a name. */
function entriesOf(value: unknown): [string, unknown][] {
  if (value === null || value === undefined) return []
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [['', value]]
}

function told(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
