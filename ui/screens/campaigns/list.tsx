/** Campaigns: what each earned, and its link one click away. */
import { ask, get } from '../../api/client.ts'
import { listCampaigns } from '../../api/lists.ts'
import type { CampaignRow } from '../../api/types.ts'
import { CopyButton, copyText } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import type { MenuItem } from '../../parts/menu.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Text } from '../../parts/text.tsx'
import { shared, useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { refresh } from '../../state/refresh.ts'
import { href, navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { EntityList } from '../entities/entity-list.tsx'
import type { ListState } from '../entities/entity-types.ts'
import { idColumn } from '../entities/id-column.ts'
import { TagBulk, useTagsColumn } from '../entities/tags-column.tsx'
import { CampaignBulk } from './bulk.tsx'
import { duplicateCampaign } from './duplicate.ts'
import { useLastHour } from './last-hour.tsx'
import { reportOf } from './places.ts'

type Row = CampaignRow

/** The kill switch counts before a pause. */
const STATES = [
  {
    key: 'running',
    title: 'state.active',
    isIn: ({ isBanned, state }) => !isBanned && state !== 'paused',
  },
  {
    key: 'paused',
    title: 'state.paused',
    isIn: ({ isBanned, state }) => !isBanned && state === 'paused',
  },
  { key: 'stopped', title: 'kill.blocked', isIn: ({ isBanned }) => isBanned },
] as const satisfies readonly ListState<Row>[]

function stateOf(row: Row): ListState<Row> {
  return STATES.find(({ isIn }) => isIn(row)) ?? STATES[0]
}

interface ShortInfo {
  readonly id: number
  readonly link: string
}

/** By campaign. Of thousands they are as long as the list, which is shown without waiting for them. */
function useLinks(): ReadonlyMap<number, string> {
  const links = useLoad(async () => {
    const all = await shared('campaign links', () => get<ShortInfo[]>('/campaign/short/info'))
    return new Map(all.map(({ id, link }) => [id, link]))
  }, [refreshes.value])
  return links.data ?? NO_LINKS
}

const NO_LINKS: ReadonlyMap<number, string> = new Map()

export function Campaigns() {
  const links = useLinks()
  const tags = useTagsColumn<Row>('campaign')
  const lastHour = useLastHour<Row>()
  return (
    <EntityList<Row>
      path="/campaigns"
      api="/campaign"
      title="nav.campaigns"
      add="campaign.new"
      icon="campaign"
      emptyText="campaign.empty"
      list={listCampaigns}
      dimension="campaign"
      states={STATES}
      cellOfName={(row) => <CampaignName row={row} link={links.get(row.id) ?? ''} />}
      columns={[
        tags,
        idColumn(),
        {
          key: 'source',
          title: t('campaign.source'),
          width: 112,
          cell: ({ trafficSourceName }) => <Text value={trafficSourceName ?? '—'} />,
          sortBy: ({ trafficSourceName }) => trafficSourceName,
        },
        {
          key: 'group',
          title: t('group'),
          width: 84,
          cell: ({ groupName }) => <Text value={groupName ?? '—'} />,
          sortBy: ({ groupName }) => groupName,
        },
        lastHour,
        {
          key: 'state',
          title: t('state'),
          width: 100,
          isExtra: true,
          cell: (row) => t(stateOf(row).title),
          sortBy: (row) => t(stateOf(row).title),
        },
      ]}
      menu={({ id, state, accessLevel }) => [
        ...copyItems(links.get(id) ?? ''),
        { label: t('nav.flows'), icon: 'rotation', run: () => navigate(`/campaigns/${id}/flows`) },
        {
          label: t('nav.report'),
          icon: 'report',
          run: () => navigate(reportOf(id)),
        },
        { label: t('nav.clicks'), icon: 'click', run: () => navigate(`/clicks?campaign=${id}`) },
        ...(mayCreate('campaign') ? [duplicateItem(id)] : []),
        ...(accessLevel === 'read' ? [] : [pauseItem(id, state)]),
      ]}
      bulk={(rows, done) => (
        <>
          <CampaignBulk rows={rows} done={done} />
          <TagBulk subject="campaign" rows={rows} done={done} />
        </>
      )}
    />
  )
}

/** On a phone, where the name has no room for a button beside it, the only way. */
function copyItems(link: string): readonly MenuItem[] {
  const run = () => void copyText(link).then(() => tell(t('copied')), tellFailure)
  return link === '' ? [] : [{ label: t('campaign.copyLink'), icon: 'copy', run }]
}

function duplicateItem(id: number): MenuItem {
  const run = () => void duplicateCampaign(id)
  return { label: t('duplicate'), icon: 'duplicate', isWrite: true, run }
}

/** Visitors of a paused campaign get what its domain shows instead. */
function pauseItem(id: number, state: Row['state']): MenuItem {
  const next = state === 'paused' ? 'active' : 'paused'
  const turn = async () => {
    try {
      await ask('PATCH', `/campaign/${id}/full`, { body: { state: next } })
      refresh()
      tell(t(`state.${next}`))
    } catch (error) {
      tellFailure(error)
    }
  }
  return {
    label: next === 'paused' ? t('campaign.pause') : t('campaign.resume'),
    icon: next === 'paused' ? 'pause' : 'play',
    isWrite: true,
    run: () => void turn(),
  }
}

function CampaignName({ row, link }: { readonly row: Row; readonly link: string }) {
  return (
    <span class="named">
      <a href={href(`/campaigns/${row.id}/flows`)}>
        <Text value={row.name} length={60} />
      </a>
      {row.isBanned ? <Badge look="bad">{t('kill.blocked')}</Badge> : null}
      {row.state === 'paused' ? <Badge look="warning">{t('state.paused')}</Badge> : null}
      {row.isDomainBanned ? <Badge look="bad">{t('domain.banned')}</Badge> : null}
      {link === '' || isPhone() ? null : <CopyButton text={link} label={t('campaign.copyLink')} />}
    </span>
  )
}
