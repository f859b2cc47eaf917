/** Warnings of the server above every screen, each with the place where it can be mended. */
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { href } from '../state/router.ts'
import { t } from '../words/words.ts'
import { canPutAway, placeOf, putWarningAway, useStatus, warnings, warningText } from './status.ts'

const SHOWN = 2

export function Banners() {
  useStatus()
  const all = warnings.value
  if (all.length === 0) return null
  return (
    <div class="banners" role="status">
      {all.slice(0, SHOWN).map((warning) => (
        <div class="banner" key={warning.code}>
          <Icon name="warning" />
          <a href={href(placeOf(warning))}>{warningText(warning)}</a>
          {canPutAway(warning) ? (
            <Button
              icon="close"
              look="quiet"
              label={t('banner.dismiss')}
              onClick={() => putWarningAway(warning)}
            />
          ) : null}
        </div>
      ))}
      {all.length > SHOWN ? (
        <a href={href('/system')}>{t('banner.more', { n: all.length - SHOWN })}</a>
      ) : null}
    </div>
  )
}
