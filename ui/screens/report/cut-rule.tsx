/** Sets from when a row without leads is a candidate to be cut, and chooses those rows. */
import { readNumber } from '../../format/numbers.ts'
import { Button } from '../../parts/button.tsx'
import { cutPayouts, setCutPayouts } from '../../state/preferences.ts'
import { plural, t } from '../../words/words.ts'

interface Props {
  /** Rows that are candidates now. */
  readonly found: number
  readonly onChoose: () => void
}

export function CutRule({ found, onChoose }: Props) {
  return (
    <span class="row">
      <label class="cut-rule" title={t('report.cutText')}>
        {t('report.cut')}
        <input
          class="tiny"
          inputMode="decimal"
          value={String(cutPayouts.value)}
          onChange={(event) => {
            const value = readNumber(event.currentTarget.value)
            if (value !== null && value >= 0) setCutPayouts(value)
          }}
        />
        {t('report.cutPayouts')}
      </label>
      {found === 0 ? null : (
        <Button look="quiet" onClick={onChoose}>
          {plural('report.cutChoose', found)}
        </Button>
      )}
    </span>
  )
}
