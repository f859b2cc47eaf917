/** Whether a domain leads here, what to enter for it, and its certificate; looked at now. */
import { get } from '../../api/client.ts'
import { date, dateTime, DAY_MS, readStamp } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Button, CopyButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import type { HostCertificate } from '../../shell/status.ts'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'

interface Verdict {
  /** `''`: it leads here. */
  readonly error: string
  readonly isSsl: boolean
  readonly expected: {
    readonly addresses: readonly string[]
    readonly foundBy: 'interface' | 'admin_host' | 'unknown'
  }
  readonly seen: readonly string[]
  readonly certificate: { readonly issuer: string; readonly expiresAt: string } | null
  /** Null: a proxy in front has the certificates. */
  readonly ownCertificate: OwnCertificate | null
}

type Failure = NonNullable<HostCertificate['failure']>

interface OwnCertificate extends Pick<HostCertificate, 'expiresAt' | 'failure' | 'turnAt'> {
  /** Why none is asked for; null: one is. */
  readonly unasked: 'address' | 'no_authority' | 'stopped' | null
}

interface Props {
  readonly id: string
  readonly host: string
  readonly onClose: () => void
}

export function DomainCheck({ id, host, onClose }: Props) {
  return (
    <Dialog title={t('domain.check', { host })} onClose={onClose}>
      <DomainVerdict id={id} host={host} onCancel={onClose} />
    </Dialog>
  )
}

interface VerdictProps {
  readonly id: string
  readonly host: string
  readonly onCancel: () => void
}

/** Looked at again when asked: DNS takes its time. */
export function DomainVerdict({ id, host, onCancel }: VerdictProps) {
  const checked = useLoad((signal) => get<Verdict>(`/domain/${id}/check`, signal), [id])
  if (checked.error !== null) return <Failed failure={checked.error} onRetry={checked.reload} />
  if (checked.data === null) return <Skeleton lines={2} onCancel={onCancel} />
  return (
    <div class={checked.isLoading ? 'stack dimmed' : 'stack'}>
      <Outcome host={host} verdict={checked.data} />
      {isAddress(host) ? null : (
        <>
          <Records host={host} verdict={checked.data} />
          <p class="faint">{t(`domain.foundBy.${checked.data.expected.foundBy}`)}</p>
        </>
      )}
      <div>
        <Button icon="refresh" isBusy={checked.isLoading} onClick={checked.reload}>
          {t('domain.checkAgain')}
        </Button>
      </div>
    </div>
  )
}

function Outcome({ host, verdict }: RecordsProps) {
  const { error, isSsl, ownCertificate } = verdict
  if (error !== '') {
    const failure = ownCertificate?.failure ?? null
    return (
      <>
        <Notice look="danger">
          {t('domain.checkFailed')} {said(error)}
        </Notice>
        {failure === null ? null : (
          <Notice look="warning">
            <Refused failure={failure} />
          </Notice>
        )}
      </>
    )
  }
  return (
    <>
      <Notice look="good">{t('domain.checkGood')}</Notice>
      {isSsl ? (
        <Notice look="good">{t('domain.sslGood')}</Notice>
      ) : isAddress(host) ? (
        <Notice look="warning">{t('domain.sslUnasked.address')}</Notice>
      ) : (
        <NoHttps verdict={verdict} />
      )}
    </>
  )
}

/** With certificates of our own one comes by itself, or the authority has said why not. */
function NoHttps({ verdict: { ownCertificate } }: { readonly verdict: Verdict }) {
  if (ownCertificate === null || ownCertificate.expiresAt !== null) {
    return <Notice look="warning">{t('domain.sslBad')}</Notice>
  }
  const { failure, turnAt, unasked } = ownCertificate
  if (unasked !== null) return <Notice look="warning">{t(`domain.sslUnasked.${unasked}`)}</Notice>
  if (turnAt !== null) {
    const at = dateTime(readStamp(turnAt), zone.value)
    return <Notice look="warning">{t('domain.sslLater', { at })}</Notice>
  }
  if (failure === null) return <Notice look="warning">{t('domain.sslComes')}</Notice>
  return (
    <Notice look="warning">
      <Refused failure={failure} />{' '}
      {t('domain.sslAgain', { at: dateTime(readStamp(failure.at), zone.value) })}
    </Notice>
  )
}

/** The authority looks from elsewhere, and may know better than we do. */
function Refused({ failure }: { readonly failure: Failure }) {
  return (
    <>
      {t('domain.sslRefused')} <Text value={failure.said} length={300} />
    </>
  )
}

interface RecordsProps {
  readonly host: string
  readonly verdict: Verdict
}

function Records({ host, verdict: { expected, seen, certificate } }: RecordsProps) {
  return (
    <table class="plain-table facts">
      <tbody>
        {expected.addresses.map((address) => (
          <tr key={address}>
            <th scope="row" class="faint">
              {t('domain.enter')}
            </th>
            <td>
              <span class="row nowrap">
                <code>{recordOf(host, address)}</code>
                <CopyButton text={address} label={t('copy')} />
              </span>
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row" class="faint">
            {t('domain.seen')}
          </th>
          <td>{seen.length === 0 ? t('domain.noRecord') : <Text value={seen.join(', ')} />}</td>
        </tr>
        <tr>
          <th scope="row" class="faint">
            {t('domain.certificate')}
          </th>
          <td>{certificate === null ? t('none') : <Expiry {...certificate} />}</td>
        </tr>
      </tbody>
    </table>
  )
}

/** It has no records in DNS, and no certificate. */
const isAddress = (host: string) => /^\[|^[\d.]+$/.test(host)

/** `go.example.com A 198.51.100.7`. */
const recordOf = (host: string, address: string) =>
  `${host} ${address.includes(':') ? 'AAAA' : 'A'} ${address}`

/** Whoever renews by himself has done it by then. */
const SOON_DAYS = 14

export function Expiry({
  issuer,
  expiresAt,
}: {
  readonly issuer: string
  readonly expiresAt: string
}) {
  const at = readStamp(expiresAt)
  const days = at === null ? 0 : Math.floor((at - Date.now()) / DAY_MS)
  const look = days < 0 ? 'bad' : days < SOON_DAYS ? 'warning' : 'good'
  return (
    <>
      <Text value={issuer} length={60} />{' '}
      <Badge look={look}>
        {days < 0
          ? t('domain.expired', { at: date(at, zone.value) })
          : t('domain.expires', { at: date(at, zone.value), n: number(days) })}
      </Badge>
    </>
  )
}
