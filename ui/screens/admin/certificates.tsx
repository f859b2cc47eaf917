/** The certificates that Sluice has itself: until when, and why some are missing. */
import { dateTime, readStamp } from '../../format/dates.ts'
import { Card } from '../../parts/page.tsx'
import { Text } from '../../parts/text.tsx'
import type { CertificateStatus, HostCertificate } from '../../shell/status.ts'
import { zone } from '../../state/period.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'
import { Expiry } from './domain-check.tsx'

export function Certificates({ status }: { readonly status: CertificateStatus }) {
  return (
    <Card title={t('system.certificates')}>
      <ul class="stack">
        {status.hosts.map((certificate) => (
          <Line key={certificate.host} certificate={certificate} />
        ))}
        {status.notUsed.map(({ name, problem }) => (
          <li key={name}>
            <Text value={name} length={60} /> <span class="warn-text">{said(problem)}</span>
          </li>
        ))}
        {status.notStored.map(({ name, problem }) => (
          <li key={name}>
            <Text value={name} length={60} />{' '}
            <span class="warn-text">
              {t('certificates.notStored')} <Text value={problem} length={200} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Line({ certificate }: { readonly certificate: HostCertificate }) {
  const { host, issuer, expiresAt, failure, turnAt } = certificate
  return (
    <li>
      <strong>
        <Text value={host} length={60} />
      </strong>{' '}
      {expiresAt === null ? t('none') : <Expiry issuer={issuer} expiresAt={expiresAt} />}
      {failure === null ? null : (
        <div class="warn-text small">
          <Text value={failure.said} length={300} />
        </div>
      )}
      {turnAt === null ? null : (
        <div class="faint small">
          {t('domain.sslLater', { at: dateTime(readStamp(turnAt), zone.value) })}
        </div>
      )}
    </li>
  )
}
