/** Warnings of the server above every screen, each with the place where it can be mended. */
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { isPhone } from '../parts/phone.ts'
import { href, path } from '../state/router.ts'
import { t } from '../words/words.ts'
import { canPutAway, placeOf, putWarningAway, useStatus, warnings, warningText } from './status.ts'

/** The rest stands on the screen of the system. */
const SHOWN = { wide: 3, phone: 1 } as const

export function Banners() {
  useStatus()
  const all = warnings.value.toSorted((a, b) => Number(canPutAway(a)) - Number(canPutAway(b)))
  if (all.length === 0 || path.value === '/system') return null
  const shown = isPhone() ? SHOWN.phone : SHOWN.wide
  return (
    <div class="banners" role="status">
      {all.slice(0, shown).map((warning) => (
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
      {all.length > shown ? (
        <a href={href('/system')}>{t('banner.more', { n: all.length - shown })}</a>
      ) : null}
    </div>
  )
}
