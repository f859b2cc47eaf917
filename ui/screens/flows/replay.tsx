/** A stored click decided again: whether it would go elsewhere now, and what made it so. */
import type {
  Because,
  Difference,
  FilterAnswer,
  FilterDifference,
  Replay,
} from '../../../src/core/trace/replay.ts'
import { visible } from '../../format/text.ts'
import { Notice } from '../../parts/states.tsx'
import { filterSeen, type NameOf } from '../../words/trace.ts'
import { t, term, word } from '../../words/words.ts'

interface Props {
  readonly replay: Replay
  readonly nameOf: NameOf
}

export function ReplayResult({ replay, nameOf }: Props) {
  const { differs, filters, because } = replay
  return (
    <div class="stack replay">
      {because === null ? (
        <Notice look="info">{t('replay.same')}</Notice>
      ) : (
        <Notice look="warning">
          <strong>{t('replay.other')}</strong> {visible(becauseText(because, nameOf))}
        </Notice>
      )}
      <Compared
        title={t('replay.what')}
        rows={differs.map((each) => [
          t(`of.${each.of}`),
          valueText(each.of, each.was, nameOf),
          valueText(each.of, each.now, nameOf),
        ])}
      />
      <Compared
        title={t('replay.filters')}
        rows={filters.map((each) => [
          t('replay.filter', {
            flow: nameOf('flow', each.flowId),
            filter: term('filter', each.key),
          }),
          answerText(each, each.was),
          answerText(each, each.now),
        ])}
      />
    </div>
  )
}

type Row = readonly [what: string, was: string, now: string]

function Compared({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <table class="plain-table small">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{t('replay.was')}</th>
          <th scope="col">{t('replay.now')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([what, was, now], at) => (
          <tr key={at}>
            <th scope="row" class="faint">
              {visible(what)}
            </th>
            <td class="wrap">{visible(was)}</td>
            <td class="wrap strong">{visible(now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function valueText(of: Difference['of'], value: number | string, nameOf: NameOf): string {
  if (value === 0 || value === '') return t('replay.nothing')
  if (typeof value === 'string') return of === 'reason' ? word('why', value) : value
  return of === 'target' || of === 'reason' ? String(value) : nameOf(of, value)
}

function becauseText({ why, of, id }: Because, nameOf: NameOf): string {
  const name = of === 'target' || id === 0 ? t('replay.nothing') : nameOf(of, id)
  return t(`because.${why}`, { what: t(`of.${of}`), name })
}

function answerText({ flowId, key }: FilterDifference, answer: FilterAnswer | null): string {
  if (answer === null) return t('replay.notAsked')
  const seen = filterSeen({ at: 'filter', flowId, key, ...answer })
  const verdict = t(`replay.${answer.verdict}`)
  return seen === '' ? verdict : `${verdict}: ${seen}`
}
