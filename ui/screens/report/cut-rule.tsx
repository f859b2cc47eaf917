/** Sets from when a row without leads is a candidate to be cut. */
import { readNumber } from '../../format/numbers.ts'
import { cutPayouts, setCutPayouts } from '../../state/preferences.ts'
import { t } from '../../words/words.ts'

export function CutRule() {
  return (
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
  )
}
