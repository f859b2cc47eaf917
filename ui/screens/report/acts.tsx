/** What can be done with a report: have it asked for again, send it, take it away as CSV. */
import { save } from '../../api/client.ts'
import { csvFormat } from '../../format/csv.ts'
import { Button, copyText } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Menu } from '../../parts/menu.tsx'
import { periodInput } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { AUTO_SECONDS, type Change, type ReportState, wholeQuery } from './state.ts'
import { Views } from './views.tsx'

interface Props {
  readonly state: ReportState
  readonly change: Change
}

export function ReportActs({ state, change }: Props) {
  const share = () => void copyText(location.href).then(() => tell(t('report.linkCopied')))
  return (
    <>
      <Select
        label={t('report.auto')}
        value={String(state.auto)}
        options={AUTO_SECONDS.map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t('auto.off') : t('auto.every', { n: seconds }),
        }))}
        onChange={(auto) => change({ auto: Number(auto) })}
      />
      <Views state={state} />
      <Button icon="link" look="quiet" label={t('report.share')} onClick={share} />
      {state.groupings.length === 1 ? (
        <Button
          icon="download"
          look="quiet"
          label={t('report.csv')}
          onClick={() => void saveCsv(state, 'flat')}
        />
      ) : (
        <Menu
          icon="download"
          label={t('report.csv')}
          items={[
            { label: t('report.csvFlat'), run: () => void saveCsv(state, 'flat') },
            { label: t('report.csvLeaf'), run: () => void saveCsv(state, 'leaf') },
          ]}
        />
      )}
    </>
  )
}

async function saveCsv(state: ReportState, shape: 'flat' | 'leaf'): Promise<void> {
  try {
    const report = { ...wholeQuery(state), period: periodInput.value }
    const body = { ...report, ...csvFormat(), totals: true, shape }
    await save('/report/export', `sluice-${state.groupings.join('-')}.csv`, body)
  } catch (error) {
    tellFailure(error)
  }
}
