/** Columns of the list of domains, and what can be done with each. */
import { closedName } from '../../api/choices.ts'
import { ask } from '../../api/client.ts'
import type { DomainRow } from '../../api/types.ts'
import { date, readStamp } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { CopyButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { WriteChooser } from '../../parts/chooser.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import type { Option } from '../../parts/field.tsx'
import { Menu, type MenuItem } from '../../parts/menu.tsx'
import { isPhone } from '../../parts/phone.ts'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { ReadOnly } from '../../state/held.ts'
import { zone } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { KillButton } from '../campaigns/kill-switch.tsx'
import { PickOne } from '../entities/pick-one.tsx'
import { type DomainColumn, lacksCertificate } from './domain-order.ts'

/** What the root of a domain may show besides a campaign. */
const rootPages = (): readonly Option[] => [
  { value: 'blank_page', label: t('domain.blank') },
  { value: '404_page', label: t('domain.404') },
]

type Sorted = Column<DomainRow> & { readonly key: DomainColumn }

/** All but that with the acts. */
export function domainColumns(reload: () => void): readonly Column<DomainRow>[] {
  const pages = rootPages()
  const columns: readonly Sorted[] = [
    {
      key: 'host',
      title: t('domain'),
      width: isPhone() ? 170 : 200,
      sortFirst: 'asc',
      cell: hostCell,
    },
    { key: 'state', title: t('state'), width: 168, sortFirst: 'asc', cell: stateCell },
    {
      key: 'root',
      title: t('domain.root'),
      width: 174,
      sortFirst: 'asc',
      cell: ({ id, indexPage, campaignName }) => (
        <ReadOnly.Provider value={!isAdmin.value}>
          <WriteChooser
            label={t('domain.root')}
            name={rootName(pages, indexPage, campaignName)}
            pick={(onClose) => (
              <PickOne
                label={t('domain.root')}
                kind="campaign"
                extra={pages}
                onPick={(chosen) =>
                  void act(reload, 'PUT', `/domain/index_page/${id}`, { indexPage: chosen })
                }
                onClose={onClose}
              />
            )}
          />
        </ReadOnly.Provider>
      ),
    },
    {
      key: 'campaigns',
      title: t('nav.campaigns'),
      width: 104,
      align: 'end',
      sortFirst: 'desc',
      cell: ({ campaignsCount }) => number(campaignsCount),
    },
    {
      key: 'created',
      title: t('domain.created'),
      width: 144,
      sortFirst: 'desc',
      cell: ({ createdAt }) => <span class="number">{date(readStamp(createdAt), zone.value)}</span>,
    },
  ]
  return columns
}

function rootName(pages: readonly Option[], indexPage: string, campaignName: string): string {
  const page = pages.find(({ value }) => value === indexPage)
  return page?.label ?? (campaignName === '' ? closedName(indexPage) : campaignName)
}

function hostCell({ host, name }: DomainRow) {
  return (
    <span class="named">
      <Text value={name} length={60} />
      <CopyButton text={host} label={t('copy')} />
    </span>
  )
}

function stateCell(row: DomainRow) {
  const { isDefault, isBanned } = row
  return (
    <>
      {isBanned ? <Badge look="bad">{t('kill.blocked')}</Badge> : null}{' '}
      {isDefault ? <Badge look="accent">{t('domain.default')}</Badge> : null}{' '}
      {lacksCertificate(row) ? <Badge look="warning">{t('domain.noCertificate')}</Badge> : null}
    </>
  )
}

/** What of a domain is shown beside the list. */
export interface ShownOfDomain {
  readonly what: 'links' | 'check'
  readonly domain: DomainRow
}

/** Stays last. */
export function actsColumn(
  reload: () => void,
  show: (shown: ShownOfDomain) => void,
): Column<DomainRow> {
  return {
    key: 'acts',
    title: '',
    width: 244,
    cell: (domain) => (
      <ReadOnly.Provider value={domain.accessLevel === 'read'}>
        <span class="cell-acts">
          <KillButton kind="domain" id={domain.id} isBlocked={domain.isBanned} onChanged={reload} />
          <Menu
            label={t('actsOf', { name: domain.name })}
            items={menuOf(domain, reload, (what) => show({ what, domain }))}
          />
        </span>
      </ReadOnly.Provider>
    ),
  }
}

function menuOf(
  { id, name, isDefault }: DomainRow,
  reload: () => void,
  show: (what: ShownOfDomain['what']) => void,
): readonly MenuItem[] {
  const makeDefault: MenuItem = {
    label: t('domain.makeDefault'),
    icon: 'check',
    isWrite: true,
    run: () => void act(reload, 'PUT', `/domain/default/${id}`),
  }
  const ofLinks: MenuItem = {
    label: t('domain.linksMenu'),
    icon: 'link',
    run: () => show('links'),
  }
  const remove = async () => {
    const title = t('delete.title', { name })
    if (await confirmed(title, t('domain.deleteText'), t('delete'))) {
      await act(reload, 'DELETE', `/domain/${id}`)
    }
  }
  return [
    ...(isDefault || !isAdmin.value ? [] : [makeDefault]),
    { label: t('domain.checkMenu'), icon: 'search', run: () => show('check') },
    ...(isAdmin.value ? [ofLinks] : []),
    {
      label: t('delete'),
      icon: 'trash',
      isDanger: true,
      isWrite: true,
      run: () => void remove(),
    },
  ]
}

async function act(
  reload: () => void,
  method: 'PUT' | 'DELETE',
  path: string,
  body: object = {},
): Promise<void> {
  try {
    await ask(method, path, { body })
    tell(t('saved'))
    reload()
  } catch (error) {
    tellFailure(error)
  }
}
