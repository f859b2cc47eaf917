/** The navigation: a column on wide screens, five entries and "more" on a phone. */
import { useState } from 'preact/hooks'

import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { Logo } from '../parts/logo.tsx'
import { NAV, type NavEntry } from '../routes.ts'
import { mayOpen } from '../state/rights.ts'
import { href, path } from '../state/router.ts'
import { readStored, store } from '../state/stored.ts'
import { t } from '../words/words.ts'
import { unmatched } from './status.ts'

function isCurrent(entry: NavEntry): boolean {
  const at = path.value
  return entry.path === '/' ? at === '/' : at === entry.path || at.startsWith(`${entry.path}/`)
}

export function Navigation() {
  const [isNarrow, setNarrow] = useState(readStored('nav') === 'narrow')
  const turn = () => {
    setNarrow(!isNarrow)
    store('nav', isNarrow ? 'wide' : 'narrow')
  }
  const groups = NAV.map((group) => group.filter(mayOpen)).filter((group) => group.length > 0)
  return (
    <nav class={`nav${isNarrow ? ' narrow' : ''}`} aria-label={t('nav.label')}>
      <a class="brand" href={href('/')} aria-label="Sluice">
        <Logo />
        <span>Sluice</span>
      </a>
      <div class="nav-list">
        {groups.map((group) => (
          <ul key={group[0]?.path}>
            {group.map((entry) => (
              <li key={entry.path}>
                <NavLink entry={entry} />
              </li>
            ))}
          </ul>
        ))}
      </div>
      <button type="button" class="nav-turn" onClick={turn} aria-expanded={!isNarrow}>
        <Icon name={isNarrow ? 'right' : 'left'} />
        <span>{t('nav.collapse')}</span>
      </button>
    </nav>
  )
}

function NavLink({ entry, onClick }: { entry: NavEntry; onClick?: () => void }) {
  const count = entry.path === '/postbacks' ? unmatched.value : 0
  return (
    <a
      href={href(entry.path)}
      aria-current={isCurrent(entry) ? 'page' : undefined}
      title={t(entry.title)}
      onClick={onClick}
    >
      <Icon name={entry.icon} />
      <span>{t(entry.title)}</span>
      {count === 0 ? null : <b class="count">{count}</b>}
    </a>
  )
}

const ON_PHONE = ['/', '/campaigns', '/report', '/clicks']

/** The usual ones; in place of those that are closed, what else the user was given. */
function onPhone(entries: readonly NavEntry[]): readonly NavEntry[] {
  const usual = entries.filter(({ path }) => ON_PHONE.includes(path))
  const given = entries.filter((one) => one.subject !== undefined && !usual.includes(one))
  const others = given.slice(0, ON_PHONE.length - usual.length)
  return entries.filter((one) => usual.includes(one) || others.includes(one))
}

export function BottomBar() {
  const [isOpen, setOpen] = useState(false)
  const entries = NAV.flat().filter(mayOpen)
  return (
    <nav class="bottom-bar" aria-label={t('nav.short')}>
      {onPhone(entries).map((entry) => (
        <NavLink entry={entry} key={entry.path} />
      ))}
      <button type="button" onClick={() => setOpen(true)}>
        <Icon name="menu" />
        <span>{t('nav.more')}</span>
      </button>
      {isOpen ? (
        <Dialog title={t('nav.more')} shape="side" onClose={() => setOpen(false)}>
          <div class="nav-sheet">
            {entries.map((entry) => (
              <NavLink entry={entry} key={entry.path} onClick={() => setOpen(false)} />
            ))}
          </div>
        </Dialog>
      ) : null}
    </nav>
  )
}
