/** What can be done with a report: send it, take it away as CSV. */
import { save } from '../../api/client.ts'
import { Button, copyText } from '../../parts/button.tsx'
import { periodInput } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { queryOf, type ReportState } from './state.ts'
import { Views } from './views.tsx'

interface Props {
  readonly state: ReportState
}

export function ReportActs({ state }: Props) {
  const share = () => void copyText(location.href).then(() => tell(t('report.linkCopied')))
  return (
    <>
      <Views state={state} />
      <Button icon="link" look="quiet" label={t('report.share')} onClick={share} />
      <Button
        icon="download"
        look="quiet"
        label={t('report.csv')}
        onClick={() => void saveCsv(state)}
      />
    </>
  )
}

async function saveCsv(state: ReportState): Promise<void> {
  const { offset: _offset, limit: _limit, ...query } = queryOf(state, periodInput.value)
  try {
    const body = { ...query, groupings: [...state.groupings], format: 'csv', totals: true }
    await save('/report/export', `sluice-${state.groupings.join('-')}.csv`, body)
  } catch (error) {
    tellFailure(error)
  }
}
