/** Telling robots apart anew, once: how far it is, and what comes of it. */
import { number } from '../../format/numbers.ts'
import { Notice } from '../../parts/states.tsx'
import { plural, t, word } from '../../words/words.ts'

export interface Run {
  readonly id: string
  readonly dryRun: boolean
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'interrupted'
  /** 0 to 1. */
  readonly progress: number
  readonly createdAt: string
  readonly clicks: number
  readonly toBots: number
  readonly toPeople: number
  readonly otherReasons: number
  readonly uncounted: number
  readonly unreadableSegments: number
  readonly reasons: readonly {
    readonly reason: string
    readonly toBots: number
    readonly toPeople: number
  }[]
}

export function isUnderWay({ state }: Run): boolean {
  return state === 'waiting' || state === 'running'
}

export function RunState({ run }: { readonly run: Run }) {
  if (isUnderWay(run)) return <UnderWay run={run} />
  if (run.state === 'failed') return <Notice look="warning">{t('robots.failed')}</Notice>
  if (run.state === 'interrupted') return <Notice look="warning">{t('robots.interrupted')}</Notice>
  return <Outcome run={run} />
}

function UnderWay({ run: { state, dryRun, progress } }: { readonly run: Run }) {
  const key = state === 'waiting' ? 'robots.waiting' : dryRun ? 'robots.counting' : 'robots.running'
  return (
    <Notice look="info">
      <p>{t(key)}</p>
      <progress value={progress} aria-label={t(key)} />
    </Notice>
  )
}

function Outcome({ run }: { readonly run: Run }) {
  const { clicks, unreadableSegments } = run
  const rows = rowsOf(run)
  return (
    <>
      <Notice look={run.dryRun ? 'info' : 'good'}>
        <p>
          {plural(run.dryRun ? 'robots.would' : 'robots.done', clicks)}{' '}
          {rows.length === 0 ? t('robots.nothing') : null}
        </p>
      </Notice>
      {unreadableSegments === 0 ? null : (
        <Notice look="warning">{plural('robots.unreadable', unreadableSegments)}</Notice>
      )}
      {rows.length === 0 ? null : (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('robots.what')}</th>
              <th scope="col" class="number">
                {t('robots.clicks')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, count, isPart }) => (
              <tr key={name}>
                <th scope="row" class={isPart ? 'faint' : undefined}>
                  {name}
                </th>
                <td class="number">{number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

interface Row {
  readonly name: string
  readonly count: number
  /** Below the row that it is a part of; a click may have several reasons. */
  readonly isPart: boolean
}

function rowsOf({ reasons, ...run }: Run): readonly Row[] {
  const whole = (key: 'toBots' | 'toPeople' | 'otherReasons' | 'uncounted'): Row => ({
    name: t(`robots.${key}`),
    count: run[key],
    isPart: false,
  })
  const parts = (way: 'toBots' | 'toPeople'): readonly Row[] =>
    reasons.map((one) => ({
      name: `${t(`robots.${way}`)}: ${word('robots.reason', one.reason)}`,
      count: one[way],
      isPart: true,
    }))
  return [
    whole('toBots'),
    ...parts('toBots'),
    whole('toPeople'),
    ...parts('toPeople'),
    whole('otherReasons'),
    whole('uncounted'),
  ].filter(({ count }) => count > 0)
}
