/** Short links: word, address, clicks; made, copied, blocked. */
import { get, search } from '../../api/client.ts'
import { CopyButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { OutsideLink, Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { refreshes, zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { t } from '../../words/words.ts'
import { EntityList } from '../entities/entity-list.tsx'
import { LinkFiles } from './link-files.tsx'
import { LinkTokens } from './link-tokens.tsx'
import { DAYS, daysByLink, Sparkline } from './sparkline.tsx'

export interface LinkRow {
  readonly id: number
  readonly name: string
  readonly word: string
  readonly url: string
  readonly webUrl: string | null
  readonly title: string
  readonly tags: readonly string[]
  readonly blocked: boolean
  readonly expiresAt: string | null
  readonly [more: string]: unknown
}

const LISTED = 1000

interface LinkPage {
  readonly rows: readonly LinkRow[]
  readonly pageInfo: { readonly hasNextPage: boolean }
}

const listPage = (asked: object) => get<LinkPage>(`/links${search({ limit: LISTED, ...asked })}`)

const named = (rows: readonly LinkRow[]) => rows.map((row) => ({ ...row, name: row.word }))

async function listLinks(): Promise<readonly LinkRow[]> {
  return named((await listPage({})).rows)
}

const NO_VISITS = Array.from({ length: DAYS }, () => 0)

export function Links() {
  const days = useLoad(() => daysByLink(zone.value, Date.now()), [zone.value, refreshes.value])
  return (
    <EntityList<LinkRow>
      path="/links"
      api={null}
      title="nav.links"
      add="link.new"
      icon="link"
      emptyText="link.empty"
      list={listLinks}
      dimension="link"
      measures={['clicks']}
      actions={
        <>
          <LinkFiles />
          <LinkTokens />
        </>
      }
      listDeleted={async () => named((await listPage({ status: 'deleted' })).rows)}
      restorePath={(id) => `/links/${id}/restore`}
      cellOfName={(row) => (
        <span class="named">
          <a href={href(`/links/${row.id}`)}>
            <Text value={row.word} length={40} />
          </a>
          {row.blocked ? <Badge look="bad">{t('kill.blocked')}</Badge> : null}
          {row.url === '' ? null : <CopyButton text={row.url} label={t('link.copy')} />}
        </span>
      )}
      columns={[
        {
          key: 'days',
          title: t('link.twoWeeks'),
          width: 110,
          cell: ({ id }) => <Sparkline counts={days.data?.get(String(id)) ?? NO_VISITS} />,
        },
        {
          key: 'webUrl',
          title: t('link.to'),
          width: 330,
          cell: ({ webUrl }) => <OutsideLink value={webUrl ?? ''} length={56} />,
          sortBy: ({ webUrl }) => webUrl,
        },
        {
          key: 'title',
          title: t('link.title'),
          width: 180,
          cell: ({ title }) => <Text value={title} length={40} />,
          sortBy: ({ title }) => title,
        },
        {
          key: 'tags',
          title: t('link.tags'),
          width: 140,
          cell: ({ tags }) => <Text value={tags.join(', ')} length={40} />,
          sortBy: ({ tags }) => tags.join(', '),
        },
      ]}
    />
  )
}
