/** The lists of hosts that short links may not lead to: how old they are, and what they have done. */
import { date, dateTime, readStamp } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Card } from '../../parts/page.tsx'
import { Text } from '../../parts/text.tsx'
import type { BlocklistFile, BlocklistStatus } from '../../shell/status.ts'
import { zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { isOwner } from '../../state/user.ts'
import { said } from '../../words/said.ts'
import { plural, t } from '../../words/words.ts'
import { listedText } from '../entities/listed.tsx'
import { AllowedPlaces } from '../links/allowed.tsx'

interface Props {
  readonly status: BlocklistStatus
  readonly onChanged: () => void
}

/** Nothing, where there are none and nothing is left of them. */
export function Blocklists({ status, onChanged }: Props) {
  const { files, zone: asked, rounds, allowed, blockedLinks, openedLinks, hasMore } = status
  const { targets, listedTargets } = status
  const least = hasMore ? '≥ ' : ''
  const isUsed = files.length > 0 || asked !== null || blockedLinks > 0 || allowed > 0
  if (!isUsed) return null
  return (
    <Card title={t('system.blocklists')}>
      <ul class="stack">
        {files.map((file) => (
          <File key={file.name} file={file} />
        ))}
        {asked === null ? null : (
          <li>
            <strong>
              <Text value={asked.name} length={60} />
            </strong>{' '}
            <span class="faint">DNS</span>
            <Problem text={asked.problem} />
          </li>
        )}
      </ul>
      <table class="plain-table facts">
        <tbody>
          {([rounds.files, rounds.zone] as const).map((round, at) =>
            round === null ? null : (
              <tr key={at}>
                <th scope="row" class="faint">
                  {t(at === 0 ? 'system.roundFiles' : 'system.roundZone')}
                </th>
                <td class="end">
                  {dateTime(readStamp(round.at), zone.value)},{' '}
                  {plural('system.roundLinks', round.links)}
                </td>
              </tr>
            ),
          )}
          <tr>
            <th scope="row" class="faint">
              {t('system.listed')}
            </th>
            <td class="end">
              <a href={href('/links?status=blocked')}>{least + number(blockedLinks)}</a>
            </td>
          </tr>
          <tr>
            <th scope="row" class="faint">
              {t('system.listedOpened')}
            </th>
            <td class="end">{least + number(openedLinks)}</td>
          </tr>
          <tr>
            <th scope="row" class="faint">
              {t('allowed.title')}
            </th>
            <td class="end">{number(allowed)}</td>
          </tr>
        </tbody>
      </table>
      <Targets targets={targets} count={listedTargets} />
      {isOwner.value ? <AllowedPlaces onChanged={onChanged} /> : null}
    </Card>
  )
}

interface TargetsProps {
  readonly targets: BlocklistStatus['targets']
  readonly count: number
}

/** Which lists warn of and do not stop. */
function Targets({ targets, count }: TargetsProps) {
  if (count === 0) return null
  return (
    <>
      <h3>{t('listed.targets')}</h3>
      <ul class="uses">
        {targets.map((target) => (
          <li key={`${target.kind} ${target.id}`}>
            <a href={href(`/${target.kind}s/${target.id}`)}>
              <Text value={target.name} length={60} />
            </a>{' '}
            <span class="faint">{listedText(target)}</span>
          </li>
        ))}
      </ul>
      {count > targets.length ? (
        <p class="faint">{t('uses.more', { n: number(count - targets.length) })}</p>
      ) : null}
    </>
  )
}

function File({ file }: { readonly file: BlocklistFile }) {
  const { name, problem, entries, exceptions, leftOut, changedAt, ageDays } = file
  return (
    <li>
      <strong>
        <Text value={name} length={60} />
      </strong>{' '}
      <span class="faint">
        {plural('system.entries', entries)}
        {exceptions === 0 ? '' : `, ${plural('system.exceptions', exceptions)}`}
        {leftOut === 0 ? '' : `, ${t('system.leftOut', { n: number(leftOut) })}`}
        {changedAt === null
          ? ''
          : `, ${date(readStamp(changedAt), zone.value)}, ${t('system.days', { n: number(ageDays) })}`}
      </span>
      <Problem text={problem} />
    </li>
  )
}

function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null
  return (
    <>
      {' '}
      <span class="warn-text">{said(text)}</span>
    </>
  )
}
