/** One click's whole story: what arrived, how it was decided, what came of it. */
import { get, search } from '../../api/client.ts'
import { failureFrom } from '../../api/failure.ts'
import type { FlowSetView } from '../../api/types.ts'
import { visible } from '../../format/text.ts'
import { CopyButton, LinkButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import type { NameOf } from '../../words/trace.ts'
import { t } from '../../words/words.ts'
import { ClickFacts } from './click-facts.tsx'
import type { ClickRow } from './click-row.ts'
import { namesOf } from './story.ts'
import { Steps, type Timeline } from './timeline.tsx'

interface Story {
  readonly row: ClickRow | null
  readonly timeline: Timeline | null
  readonly nameOf: NameOf
}

async function loadStory(id: string, signal: AbortSignal): Promise<Story> {
  const address = encodeURIComponent(id)
  const asked = search({ timezone: zone.value })
  const [rows, timeline] = await Promise.all([
    get<ClickRow[]>(`/clicklog/click/${address}${asked}`, signal),
    get<Timeline>(`/click/${address}/timeline${asked}`, signal).catch((error: unknown) => {
      // A click of a campaign without rights on its money still has its facts.
      if (failureFrom(error).status === 404) return null
      throw error
    }),
  ])
  const row = rows[0] ?? null
  return { row, timeline, nameOf: namesOf(row, await flowsOf(row)) }
}

/** By id; none where they may not be read, or are gone. */
async function flowsOf(row: ClickRow | null): Promise<ReadonlyMap<number, string>> {
  if (row === null || !row['campaign_id']) return new Map()
  const place = row['rotation_id']
    ? `rotation/${row['rotation_id']}`
    : `campaign/${row['campaign_id']}`
  const { flows } = await get<FlowSetView>(`/${place}/flows`).catch(() => ({ flows: [] }))
  return new Map(flows.map(({ id, name }) => [id, name]))
}

export function ClickDrawer({
  id,
  onClose,
}: {
  readonly id: string
  readonly onClose: () => void
}) {
  const story = useLoad((signal) => loadStory(id, signal), [id])
  const row = story.data?.row ?? null
  return (
    <Dialog title={t('clicks.one')} shape="side" onClose={onClose}>
      <div class="row">
        <code>{visible(id)}</code>
        <CopyButton text={id} label={t('copy')} />
        <CopyButton text={location.href} label={t('clicks.copyLink')}>
          {t('clicks.copyLink')}
        </CopyButton>
        {row === null ? null : (
          <LinkButton
            look="quiet"
            icon="play"
            to={`${href(`/campaigns/${row['campaign_id'] ?? ''}/flows`)}?click=${encodeURIComponent(id)}`}
          >
            {t('clicks.simulate')}
          </LinkButton>
        )}
      </div>
      {story.error === null ? null : <Failed failure={story.error} onRetry={story.reload} />}
      {story.data === null && story.error === null ? <Skeleton /> : null}
      {story.data?.timeline ? (
        <Steps timeline={story.data.timeline} nameOf={story.data.nameOf} />
      ) : null}
      {row === null ? null : <ClickFacts row={row} />}
    </Dialog>
  )
}
