/** Domains that links may carry: which is the default, what their root shows, whether they are stopped. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { listCampaigns, listDomains } from '../../api/lists.ts'
import type { DomainRow } from '../../api/types.ts'
import { number } from '../../format/numbers.ts'
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button, CopyButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed, Dialog } from '../../parts/dialog.tsx'
import { Select, TextField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Page } from '../../parts/page.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Empty, Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useKeys } from '../../state/keys.ts'
import { forgetShared, type Loaded, useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { query, setQuery } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { type Key, plural, t } from '../../words/words.ts'
import { KillSwitch } from '../campaigns/kill-switch.tsx'
import { DomainCheck } from './domain-check.tsx'
import { DomainLinks } from './domain-links.tsx'
import { arranged, type DomainColumn, sortIn } from './domain-order.ts'

export function Domains() {
  const [isAdding, setAdding] = useState(false)
  const domains = useLoad(listDomains, [refreshes.value])
  const reload = () => {
    forgetShared()
    domains.reload()
  }
  useKeys({ n: () => setAdding(true) })
  const add = (
    <Button icon="plus" look="primary" onClick={() => setAdding(true)}>
      {t('domain.new')}
    </Button>
  )
  return (
    <Page title={t('nav.domains')} actions={add}>
      {domains.error === null ? null : <Failed failure={domains.error} onRetry={reload} />}
      {domains.data === null ? (
        domains.error === null ? (
          <Skeleton />
        ) : null
      ) : domains.data.length === 0 ? (
        <Empty icon="domain" title={t('list.emptyTitle')} text={t('domain.empty')}>
          {add}
        </Empty>
      ) : (
        <DomainList domains={{ ...domains, data: domains.data, reload }} />
      )}
      {isAdding ? <NewDomain onClose={() => setAdding(false)} onDone={reload} /> : null}
    </Page>
  )
}

type Rows = Loaded<readonly DomainRow[]> & { readonly data: readonly DomainRow[] }

function DomainList({ domains }: { readonly domains: Rows }) {
  const text = query.value.get('q') ?? ''
  const shown = arranged(domains.data, text, sortIn(query.value.get('sort')))
  return (
    <>
      <div class="tools">
        <SearchBox value={text} onInput={(q) => setQuery({ q })} />
      </div>
      {shown.length === 0 ? (
        <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
          <Button onClick={() => setQuery({ q: null })}>{t('list.clear')}</Button>
        </Empty>
      ) : (
        <DomainTable domains={{ ...domains, data: shown }} />
      )}
      <p class="table-foot">{plural('list.count', shown.length)}</p>
    </>
  )
}

const HEADS: readonly (readonly [column: DomainColumn, title: Key])[] = [
  ['host', 'domain'],
  ['state', 'state'],
  ['root', 'domain.root'],
  ['campaigns', 'nav.campaigns'],
]

/** Titles that sort by their column, and turn it round. */
function Heads() {
  const sort = sortIn(query.value.get('sort'))
  return HEADS.map(([column, title]) => {
    const isSorted = sort.column === column
    const dir = isSorted && sort.dir === 'asc' ? 'desc' : 'asc'
    return (
      <th
        scope="col"
        key={column}
        class={column === 'campaigns' ? 'end' : undefined}
        aria-sort={isSorted ? (sort.dir === 'asc' ? 'ascending' : 'descending') : undefined}
      >
        <button type="button" class="link" onClick={() => setQuery({ sort: `${column}.${dir}` })}>
          {t(title)}
          {isSorted ? <Icon name={sort.dir === 'asc' ? 'up' : 'down'} /> : null}
        </button>
      </th>
    )
  })
}

function DomainTable({ domains }: { readonly domains: Rows }) {
  const campaigns = useLoad(listCampaigns, [])
  const pages = [
    { value: 'blank_page', label: t('domain.blank') },
    { value: '404_page', label: t('domain.404') },
    ...(campaigns.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
  ]
  return (
    <ScrollX label={t('nav.domains')} look="card">
      <table class="plain-table middle">
        <thead>
          <tr>
            <Heads />
            <ActsHead />
          </tr>
        </thead>
        <tbody>
          {domains.data.map((domain) => (
            <Row key={domain.id} domain={domain} pages={pages} reload={domains.reload} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

interface RowProps {
  readonly domain: DomainRow
  readonly pages: readonly { value: string; label: string }[]
  readonly reload: () => void
}

function Row({ domain, pages, reload }: RowProps) {
  const [shown, setShown] = useState<'links' | 'check' | null>(null)
  const close = () => setShown(null)
  const act = async (method: 'PUT' | 'DELETE', path: string, body: object = {}) => {
    try {
      await ask(method, path, { body })
      tell(t('saved'))
      reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  const remove = async () => {
    const title = t('delete.title', { name: domain.host })
    if (await confirmed(title, t('domain.deleteText'), t('delete'))) {
      await act('DELETE', `/domain/${domain.id}`)
    }
  }
  return (
    <tr>
      <th scope="row">
        <span class="row nowrap">
          <Text value={domain.host} length={60} />
          <CopyButton text={domain.host} label={t('copy')} />
        </span>
      </th>
      <td>
        {domain.isDefault ? <Badge look="accent">{t('domain.default')}</Badge> : null}{' '}
        {domain.isBanned ? <Badge look="bad">{t('kill.blocked')}</Badge> : null}
      </td>
      <td>
        <Select
          label={t('domain.root')}
          value={domain.indexPage}
          options={pages}
          onChange={(indexPage) =>
            void act('PUT', `/domain/index_page/${domain.id}`, { indexPage })
          }
        />
      </td>
      <td class="end">{number(domain.campaignsCount)}</td>
      <td>
        <span class="row nowrap">
          <KillSwitch kind="domain" id={domain.id} isBlocked={domain.isBanned} />
          <Menu
            label={t('actsOf', { name: domain.host })}
            items={[
              ...(domain.isDefault
                ? []
                : [
                    {
                      label: t('domain.makeDefault'),
                      icon: 'check' as const,
                      isWrite: true,
                      run: () => void act('PUT', `/domain/default/${domain.id}`),
                    },
                  ]),
              { label: t('domain.checkMenu'), icon: 'search', run: () => setShown('check') },
              { label: t('domain.linksMenu'), icon: 'link', run: () => setShown('links') },
              {
                label: t('delete'),
                icon: 'trash',
                isDanger: true,
                isWrite: true,
                run: () => void remove(),
              },
            ]}
          />
          {shown === 'links' ? (
            <DomainLinks id={domain.id} host={domain.host} onClose={close} />
          ) : null}
          {shown === 'check' ? (
            <DomainCheck id={domain.id} host={domain.host} onClose={close} />
          ) : null}
        </span>
      </td>
    </tr>
  )
}

interface NewProps {
  readonly onClose: () => void
  readonly onDone: () => void
}

function NewDomain({ onClose, onDone }: NewProps) {
  const [host, setHost] = useState('')
  const add = async () => {
    try {
      await ask('POST', `/domain/${crypto.randomUUID()}`, { body: { host: host.trim() } })
      onDone()
      onClose()
      tell(t('saved'))
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Dialog
      title={t('domain.new')}
      onClose={onClose}
      actions={
        <WriteButton look="primary" isDisabled={host.trim() === ''} onClick={() => void add()}>
          {t('add')}
        </WriteButton>
      }
    >
      <TextField
        label={t('domain')}
        value={host}
        onInput={setHost}
        placeholder="go.example.com"
        hasFocus
      />
      <Notice look="info">{t('setup.domainHint')}</Notice>
    </Dialog>
  )
}
