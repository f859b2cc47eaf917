/** The way to a screen of the navigation; nothing for whom it is closed. */
import { NAV } from '../routes.ts'
import { closedAt } from '../state/rights.ts'
import { href } from '../state/router.ts'
import { t } from '../words/words.ts'
import { LinkButton } from './button.tsx'

export function ScreenButton({ path }: { readonly path: string }) {
  const entry = NAV.flat().find((one) => one.path === path)
  if (entry === undefined || closedAt(path) !== null) return null
  return (
    <LinkButton to={href(path)} icon={entry.icon}>
      {t(entry.title)}
    </LinkButton>
  )
}
