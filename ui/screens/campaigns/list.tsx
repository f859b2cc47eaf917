/** Campaigns: what each earned, and its link one click away. */
import { ask } from '../../api/client.ts'
import type { CampaignRow } from '../../api/types.ts'
import { CopyButton, copyText } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import type { MenuItem } from '../../parts/menu.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Text } from '../../parts/text.tsx'
import { refresh } from '../../state/refresh.ts'
import { href, navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { EntityList } from '../entities/entity-list.tsx'
import type { Listed, ListState } from '../entities/entity-types.ts'
import { idColumn } from '../entities/id-column.ts'
import { TagBulk, tagsColumn } from '../entities/tags-column.tsx'
import { CampaignBulk } from './bulk.tsx'
import { duplicateCampaign } from './duplicate.ts'
import { lastHourColumn } from './last-hour.tsx'
import { reportOf } from './places.ts'

type Row = CampaignRow & Listed & { readonly link: string }

const STATES = [
  { key: 'running', title: 'state.active' },
  { key: 'paused', title: 'state.paused' },
  { key: 'stopped', title: 'kill.blocked' },
] as const satisfies readonly ListState[]

/** The kill switch counts before a pause. */
function stateTitle({ isBanned, state }: Row) {
  return isBanned ? 'kill.blocked' : state === 'paused' ? 'state.paused' : 'state.active'
}

export function Campaigns() {
  return (
    <EntityList<Row>
      path="/campaigns"
      entity="campaign"
      api="/campaign"
      title="nav.campaigns"
      add="campaign.new"
      icon="campaign"
      emptyText="campaign.empty"
      hasLastHour
      dimension="campaign"
      states={STATES}
      cellOfName={(row) => <CampaignName row={row} />}
      columns={[
        tagsColumn(),
        idColumn(),
        {
          key: 'source',
          title: t('campaign.source'),
          width: 112,
          cell: ({ trafficSourceName }) => <Text value={trafficSourceName ?? '—'} />,
          isSorted: true,
        },
        {
          key: 'group',
          title: t('group'),
          width: 84,
          cell: ({ groupName }) => <Text value={groupName ?? '—'} />,
          isSorted: true,
        },
        lastHourColumn(),
        {
          key: 'state',
          title: t('state'),
          width: 100,
          isExtra: true,
          cell: (row) => t(stateTitle(row)),
          isSorted: true,
        },
      ]}
      menu={({ id, link, state, accessLevel }) => [
        ...copyItems(link),
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

function CampaignName({ row }: { readonly row: Row }) {
  const { link } = row
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
