/** Three lists of a comparison: only there, differing, only here. Lines of the first two are ticked. */
import { useState } from 'preact/hooks'

import { ScrollX } from '../../parts/scroll-x.tsx'
import { Text } from '../../parts/text.tsx'
import { plural, t } from '../../words/words.ts'
import type { Comparison, Differing, Here, There } from './reconciliation.ts'

const SHOWN = 300
const LISTS = ['onlyThere', 'differing', 'onlyHere'] as const
type List = (typeof LISTS)[number]

interface Props {
  readonly compared: Comparison
  /** Numbers of lines. */
  readonly chosen: ReadonlySet<number>
  readonly onChoose: (chosen: ReadonlySet<number>) => void
}

export function ReconcileLists({ compared, chosen, onChoose }: Props) {
  const [list, setList] = useState<List>(
    LISTS.find((name) => compared[name].length > 0) ?? 'onlyThere',
  )
  const count = compared[list].length
  return (
    <>
      <p>{plural('reconcile.equal', compared.equal)}</p>
      <div class="segments wrap-row" role="group" aria-label={t('reconcile.compare')}>
        {LISTS.map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={list === name}
            onClick={() => setList(name)}
          >
            {t(`reconcile.${name}`, { n: compared[name].length })}
          </button>
        ))}
      </div>
      {count === 0 ? <p class="faint">{t('reconcile.nothing')}</p> : null}
      {count === 0 ? null : list === 'onlyHere' ? (
        <OnlyHere rows={compared.onlyHere} />
      ) : (
        <Lines
          rows={list === 'differing' ? compared.differing : compared.onlyThere.map(alone)}
          chosen={chosen}
          onChoose={onChoose}
        />
      )}
      {count > SHOWN ? <p class="faint">{plural('reconcile.shown', SHOWN)}</p> : null}
    </>
  )
}

interface Line extends Omit<Differing, 'here'> {
  /** Absent: there is none. */
  readonly here?: Here
}

const alone = (there: There): Line => ({ line: there.line, differs: [], there })

interface LinesProps {
  readonly rows: readonly Line[]
  readonly chosen: ReadonlySet<number>
  readonly onChoose: (chosen: ReadonlySet<number>) => void
}

function Lines({ rows, chosen, onChoose }: LinesProps) {
  const turn = (lines: readonly number[], isOn: boolean) => {
    const next = new Set(chosen)
    for (const line of lines) {
      if (isOn) next.add(line)
      else next.delete(line)
    }
    onChoose(next)
  }
  const all = rows.map(({ line }) => line)
  return (
    <ScrollX label={t('reconcile.open')}>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={t('reconcile.chooseAll')}
                checked={all.every((line) => chosen.has(line))}
                onChange={(event) => turn(all, event.currentTarget.checked)}
              />
            </th>
            <th scope="col">{t('reconcile.line')}</th>
            <th scope="col">{t('reconcile.clickId')}</th>
            <th scope="col">{t('conversion.tid')}</th>
            <th scope="col">{t('reconcile.there')}</th>
            <th scope="col">{t('reconcile.here')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map(({ line, there, here, differs }) => (
            <tr key={line}>
              <td>
                <input
                  type="checkbox"
                  aria-label={t('reconcile.chooseLine', { n: line })}
                  checked={chosen.has(line)}
                  onChange={(event) => turn([line], event.currentTarget.checked)}
                />
              </td>
              <td class="faint number">{line}</td>
              <td>
                <Text value={there.clickId || (here?.clickId ?? '')} length={24} />
              </td>
              <td>
                <Text value={there.transactionId || (here?.transactionId ?? '')} length={24} />
              </td>
              <td>
                <Claim said={there} differs={differs} />
              </td>
              <td>{here === undefined ? '—' : <Claim said={here} differs={differs} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

interface ClaimProps {
  readonly said: There | Here
  readonly differs: Differing['differs']
}

/** Status and payout; what differs stands out. */
function Claim({ said, differs }: ClaimProps) {
  const status = <Text value={said.status} length={20} />
  const payout = <Text value={`${said.payout} ${said.currency}`} length={24} />
  return (
    <>
      {differs.includes('status') ? <strong>{status}</strong> : status}{' '}
      {said.payout === '' ? null : (
        <span class="number">
          {differs.includes('payout') ? <strong>{payout}</strong> : payout}
        </span>
      )}
    </>
  )
}

function OnlyHere({ rows }: { readonly rows: readonly Here[] }) {
  return (
    <ScrollX label={t('reconcile.open')}>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('reconcile.time')}</th>
            <th scope="col">{t('reconcile.clickId')}</th>
            <th scope="col">{t('conversion.tid')}</th>
            <th scope="col">{t('reconcile.here')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((here) => (
            <tr key={here.conversionId}>
              <td class="number">{here.at}</td>
              <td>
                <Text value={here.clickId} length={24} />
              </td>
              <td>
                <Text value={here.transactionId} length={24} />
              </td>
              <td>
                <Claim said={here} differs={[]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
