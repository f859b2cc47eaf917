/** The next step where a period has no traffic: a longer one, or a link that brings some. */
import { period, setPeriod } from '../state/period.ts'
import { t } from '../words/words.ts'
import { Button } from './button.tsx'
import { ScreenButton } from './screen-button.tsx'

const LONGER = 'last_30_days'

export function NoTraffic() {
  const { preset } = period.value
  return (
    <>
      {preset === LONGER || preset === 'all_time' ? null : (
        <Button icon="clock" onClick={() => setPeriod({ preset: LONGER, from: null, to: null })}>
          {t(`period.${LONGER}`)}
        </Button>
      )}
      <ScreenButton path="/campaigns" />
    </>
  )
}
