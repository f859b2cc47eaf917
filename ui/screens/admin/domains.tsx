/** Domains that links may carry: which is the default, what their root shows, whether they are stopped. */
import { useMemo, useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { listDomains } from '../../api/lists.ts'
import type { DomainRow } from '../../api/types.ts'
import { hostIn } from '../../format/text.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Select, TextField } from '../../parts/field.tsx'
import { Page } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Empty, Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { nextSort } from '../../parts/table-model.ts'
import { Table } from '../../parts/table.tsx'
import { useKeys } from '../../state/keys.ts'
import { forgetShared, useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { preferences } from '../../state/preferences.ts'
import { query, setQuery } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { chosenColumns, ColumnsButton } from '../entities/chosen-columns.tsx'
import { keepOrder } from '../entities/entity-columns.tsx'
import { DomainCheck } from './domain-check.tsx'
import { actsColumn, domainColumns, type ShownOfDomain } from './domain-columns.tsx'
import { DomainLinks } from './domain-links.tsx'
import { arranged, DOMAIN_STATUSES, questionIn } from './domain-order.ts'

export function Domains() {
  const [isAdding, setAdding] = useState(false)
  const [added, setAdded] = useState<Added | null>(null)
  const domains = useLoad(listDomains, [refreshes.value])
  const reload = () => {
    forgetShared()
    domains.reload()
  }
  const isCreator = mayCreate('domain')
  useKeys({ n: () => isCreator && setAdding(true) })
  const add = isCreator ? (
    <Button icon="plus" look="primary" onClick={() => setAdding(true)}>
      {t('domain.new')}
    </Button>
  ) : null
  return (
    <Page title={t('nav.domains')} shape="fill" actions={add}>
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
        <DomainList rows={domains.data} reload={reload} />
      )}
      {isAdding ? (
        <NewDomain
          onClose={() => setAdding(false)}
          onDone={(one) => {
            reload()
            setAdded(one)
          }}
        />
      ) : null}
      {added === null ? null : <DomainCheck {...added} onClose={() => setAdded(null)} />}
    </Page>
  )
}

interface ListProps {
  readonly rows: readonly DomainRow[]
  readonly reload: () => void
}

function DomainList({ rows, reload }: ListProps) {
  const [shown, setShown] = useState<ShownOfDomain | null>(null)
  const question = questionIn(query.value)
  const found = arranged(rows, question)
  const every = useMemo(() => domainColumns(reload), [rows])
  const columns = useMemo(
    () => [...(chosenColumns('domains', every) ?? every), actsColumn(reload, setShown)],
    [every, preferences.value.columns],
  )
  const close = () => setShown(null)
  return (
    <>
      <div class="tools">
        <SearchBox value={question.text} onInput={(q) => setQuery({ q })} />
        <Select
          label={t('state')}
          value={question.status ?? ''}
          options={[
            { value: '', label: t('list.anyState') },
            ...DOMAIN_STATUSES.map((value) => ({ value, label: t(`domain.${value}`) })),
          ]}
          onChange={(status) => setQuery({ status })}
        />
        <ColumnsButton screen="domains" every={every} />
      </div>
      {found.length === 0 ? (
        <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
          <Button onClick={() => setQuery({ q: null, status: null })}>{t('list.clear')}</Button>
        </Empty>
      ) : (
        <Table
          name="domains"
          label={t('nav.domains')}
          columns={columns}
          rows={found}
          question={JSON.stringify(question)}
          keyOf={({ id }) => id}
          sort={question.sort}
          onSort={(key, first) => {
            const next = nextSort(question.sort, key, first)
            setQuery({ sort: `${next.key}.${next.dir}` })
          }}
          onOrder={(keys) => keepOrder('/domains', keys)}
        />
      )}
      <p class="table-foot">{plural('list.count', found.length)}</p>
      {shown?.what === 'links' ? <DomainLinks {...shown.domain} onClose={close} /> : null}
      {shown?.what === 'check' ? <DomainCheck {...shown.domain} onClose={close} /> : null}
    </>
  )
}

interface Added {
  readonly id: string
  readonly host: string
}

interface NewProps {
  readonly onClose: () => void
  readonly onDone: (added: Added) => void
}

function NewDomain({ onClose, onDone }: NewProps) {
  const [host, setHost] = useState('')
  const add = async () => {
    const added = { id: crypto.randomUUID(), host: hostIn(host) }
    try {
      await ask('POST', `/domain/${added.id}`, { body: { host: added.host } })
      onClose()
      onDone(added)
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
      <Notice look="info">{t('domain.hint')}</Notice>
    </Dialog>
  )
}
