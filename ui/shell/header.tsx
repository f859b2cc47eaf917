/** The header: search, freshness, look, account. The period belongs to the screens with statistics. */
import { ask } from '../api/client.ts'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { Logo } from '../parts/logo.tsx'
import { Menu, type MenuItem } from '../parts/menu.tsx'
import { setLanguage, setTheme, type Theme, theme } from '../state/look.ts'
import { navigate } from '../state/router.ts'
import { forgetSession } from '../state/session.ts'
import { tellFailure } from '../state/toasts.ts'
import { user } from '../state/user.ts'
import { language, LANGUAGES, t } from '../words/words.ts'

interface HeaderProps {
  readonly onSearch: () => void
  readonly onKeys: () => void
}

export function Header({ onSearch, onKeys }: HeaderProps) {
  return (
    <header class="top">
      <span class="top-logo">
        <Logo />
      </span>
      <button type="button" class="search-button" aria-keyshortcuts="Control+K" onClick={onSearch}>
        <Icon name="search" />
        <span>{t('search.open')}</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <span class="grow" />
      <Button icon="keyboard" look="quiet" label={t('keys.title')} onClick={onKeys} />
      <ThemeMenu />
      <Menu
        label={t('look.language')}
        icon="domain"
        text={language.value.toUpperCase()}
        items={LANGUAGES.map(({ code, name }) => ({
          label: name,
          isChosen: code === language.value,
          run: () => void setLanguage(code),
        }))}
      />
      <Menu label={user.value?.login ?? ''} icon="account" items={accountItems()} />
    </header>
  )
}

function ThemeMenu() {
  const items = (['system', 'light', 'dark'] satisfies Theme[]).map((value) => ({
    label: t(`look.${value}`),
    isChosen: theme.value === value,
    run: () => setTheme(value),
  }))
  const isDark =
    theme.value === 'dark' ||
    (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return <Menu label={t('look.theme')} icon={isDark ? 'moon' : 'sun'} items={items} />
}

function accountItems(): readonly MenuItem[] {
  return [
    { label: t('account.title'), icon: 'key', run: () => navigate('/account') },
    { label: t('account.logout'), icon: 'logout', run: () => void logOut() },
  ]
}

async function logOut(): Promise<void> {
  try {
    await ask('DELETE', '/session')
    forgetSession()
  } catch (error) {
    tellFailure(error)
  }
}
