/** One short link: where it leads, for how long, with what; its QR code and its visits. */
import { ask, get } from '../../api/client.ts'
import { listDomains } from '../../api/lists.ts'
import { Button, CopyButton, copyText, RemoveButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Card } from '../../parts/page.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Notice } from '../../parts/states.tsx'
import type { ScreenProps } from '../../routes.ts'
import { useLoad } from '../../state/load.ts'
import { mayCreateAt } from '../../state/rights.ts'
import { href, navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { KillSwitch } from '../campaigns/kill-switch.tsx'
import { EntityForm, type StoredObject } from '../entities/entity-form.tsx'
import { halfTimes, textOf, type Values } from '../entities/field-specs.ts'
import type { Stored } from '../entities/form-state.ts'
import { LinkStatistics } from './link-statistics.tsx'
import { listLinkTags } from './link-tags.ts'
import { BLANK, closedText, linkFields, linkOf, valuesOf } from './link-values.ts'
import { WordHint, wordQuestion } from './link-word.tsx'
import { QrCode, SaveQr } from './qr.tsx'
import { Stopped } from './stopped.tsx'

interface PixelRow {
  readonly id: number
  readonly name: string
}

async function readLink(id: string, signal?: AbortSignal): Promise<Stored> {
  const { data, etag } = await ask<Record<string, unknown>>('GET', `/links/${id}`, { signal })
  return { values: valuesOf(data), etag }
}

export function LinkScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  const lists = useLoad(async (signal) => {
    const [domains, pixels, tags] = await Promise.all([
      listDomains(signal),
      get<{ rows: PixelRow[] }>('/pixels?limit=1000', signal).catch(() => ({ rows: [] })),
      listLinkTags(signal),
    ])
    return { domains, pixels: pixels.rows, tags }
  }, [])
  const domains = (lists.data?.domains ?? []).map((row) => ({ value: row.id, label: row.name }))
  const pixels = (lists.data?.pixels ?? []).map((row) => ({
    value: String(row.id),
    label: row.name,
  }))
  const fields = (values: Values) =>
    linkFields(values, {
      domains,
      tags: lists.data?.tags ?? [],
      pixels,
      noPixels: lists.data === null ? '…' : <NoPixels />,
      wordHint: <WordHint question={wordQuestion(id, values)} />,
    })
  return (
    <EntityForm
      path="/links"
      id={id}
      list="nav.links"
      add="link.new"
      blank={BLANK}
      read={readLink}
      choices={[lists]}
      fields={fields}
      nameOf={(values) => textOf(values, 'word')}
      refuse={(values) => halfTimes(values, fields(values))}
      create={async (values) =>
        copied((await ask<Made>('POST', '/links', { body: linkOf(values) })).data)
      }
      change={(at, values, etag) => ask('PATCH', `/links/${at}`, { body: linkOf(values), etag })}
      actions={(values, onChanged) => (
        <>
          {isPhone() ? <CopyButton text={textOf(values, 'url')} label={t('link.copy')} /> : null}
          <span class="row stacked-only">
            <Button onClick={() => goTo(QR)}>{t('link.qrShort')}</Button>
            <Button onClick={() => goTo(VISITS)}>{t('link.visits')}</Button>
          </span>
          <KillSwitch
            kind="link"
            id={id}
            isBlocked={values['blocked'] === true}
            onChanged={onChanged}
          />
          <RemoveButton onClick={() => void remove(id, values)} />
        </>
      )}
      aside={(values, _set, stored) =>
        id === 'new' ? (
          <NewAside hasDomain={lists.data?.domains.length !== 0} />
        ) : (
          <LinkAside id={id} values={values} stored={stored} />
        )
      }
    />
  )
}

const QR = 'link-qr'
const VISITS = 'link-visits'

/** Where there is no room beside the form they stand below it, which is long. */
function goTo(id: string): void {
  const place = document.getElementById(id)
  place?.scrollIntoView()
  place?.focus({ preventScroll: true })
}

function NoPixels() {
  return (
    <>
      {t('pixel.none')}{' '}
      {mayCreateAt('/pixels') ? <a href={href('/pixels/new')}>{t('pixel.new')}</a> : null}
    </>
  )
}

/** What comes of it, or what is in its way; always there, so that nothing moves when that is known. */
function NewAside({ hasDomain }: { readonly hasDomain: boolean }) {
  if (hasDomain) return <Notice look="info">{t('link.newHint')}</Notice>
  return (
    <Notice look="warning">
      {t('link.noDomain')}{' '}
      {mayCreateAt('/domains') ? <a href={href('/domains')}>{t('domain.new')}</a> : null}
    </Notice>
  )
}

interface Made {
  readonly id: number
  readonly url: string
}

/** Where the browser lets us: what one makes a link for is to put it somewhere. */
function copied({ id, url }: Made): number {
  if (url !== '')
    void copyText(url).then(
      () => tell(t('link.copied')),
      () => undefined,
    )
  return id
}

async function remove(id: string, values: Values): Promise<void> {
  const title = t('delete.title', { name: textOf(values, 'word') })
  if (!(await confirmed(title, t('link.deleteText'), t('delete')))) return
  try {
    await ask('DELETE', `/links/${id}`)
    navigate('/links')
  } catch (error) {
    tellFailure(error)
  }
}

interface AsideProps {
  readonly id: string
  readonly values: Values
  readonly stored: StoredObject
}

function LinkAside({ id, values, stored }: AsideProps) {
  const url = textOf(values, 'url')
  const word = textOf(values, 'word')
  const reason = textOf(stored.values, 'blockReason')
  const closed = closedText(values)
  return (
    <>
      {stored.values['blocked'] === true && reason !== '' ? (
        <Stopped id={id} reason={reason} onChanged={stored.reread} />
      ) : null}
      {closed === null ? null : <Notice look="warning">{closed}</Notice>}
      {url === '' ? null : (
        <div class="place" id={QR} tabIndex={-1}>
          <Card title={t('link.short')}>
            <div class="row nowrap">
              <code class="marked-url">{url}</code>
              <CopyButton text={url} label={t('link.copy')} look="primary" />
            </div>
            <QrCode text={`${url}?_qr=1`} />
            <SaveQr id={id} word={word} text={`${url}?_qr=1`} />
          </Card>
        </div>
      )}
      <div class="place" id={VISITS} tabIndex={-1}>
        <LinkStatistics id={id} />
      </div>
    </>
  )
}
