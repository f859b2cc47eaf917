/** The frame around every screen: navigation, header, warnings, and the screen itself. */
import { useEffect, useState } from 'preact/hooks'

import { get } from '../api/client.ts'
import { failureFrom } from '../api/failure.ts'
import { LinkButton } from '../parts/button.tsx'
import { Page } from '../parts/page.tsx'
import { Safely } from '../parts/safely.tsx'
import { Empty, Failed, Skeleton } from '../parts/states.tsx'
import type { NavEntry } from '../routes.ts'
import { isOffline } from '../state/away.ts'
import { useKeys } from '../state/keys.ts'
import { refresh } from '../state/refresh.ts'
import { closedAt } from '../state/rights.ts'
import { href, path, visit } from '../state/router.ts'
import { rightsRead } from '../state/user.ts'
import { t } from '../words/words.ts'
import { Banners } from './banners.tsx'
import { Header } from './header.tsx'
import { KeyList } from './key-list.tsx'
import { BottomBar, Navigation } from './navigation.tsx'
import { loadScreen, screenAt } from './screens.ts'
import { CommandSearch } from './search.tsx'
import { warningsKnown } from './status.ts'
import { ViewedAs } from './viewed-as.tsx'

export function Shell() {
  const [shown, setShown] = useState<'search' | 'keys' | null>(null)
  // Before, it would be moved down by the warnings above it.
  const [isPlaced, setPlaced] = useState(false)
  useEffect(() => void warningsKnown().then(() => setPlaced(true)), [])
  useReturn()
  useKeys({
    'mod+k': () => setShown('search'),
    '?': () => setShown('keys'),
    r: refresh,
    '/': () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus(),
  })
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <Navigation />
      <div class="stage">
        <Header onSearch={() => setShown('search')} onKeys={() => setShown('keys')} />
        <ViewedAs />
        {isOffline.value ? <p class="offline">{t('offline')}</p> : null}
        <Banners />
        <main id="main" tabIndex={-1} class={isPlaced ? undefined : 'unplaced'}>
          <Screen />
          <GeoCredit />
        </main>
      </div>
      <BottomBar />
      {shown === 'search' ? <CommandSearch onClose={() => setShown(null)} /> : null}
      {shown === 'keys' ? <KeyList onClose={() => setShown(null)} /> : null}
    </div>
  )
}

/** Its licence wants it on every page that shows countries, which most screens may. */
function GeoCredit() {
  return (
    <footer class="credit">
      <a href="https://db-ip.com" target="_blank" rel="noopener noreferrer">
        IP Geolocation by DB-IP
      </a>
    </footer>
  )
}

const RETURN_MS = 3000

/** Whether the server is back is asked until it is, so that nobody has to try. */
function useReturn(): void {
  const isAway = isOffline.value
  useEffect(() => {
    if (!isAway) return
    const timer = setInterval(() => void get('/session').catch(() => undefined), RETURN_MS)
    return () => clearInterval(timer)
  }, [isAway])
}

function Screen() {
  const closed = closedAt(path.value)
  return closed === null ? <OpenScreen key={rightsRead.value} /> : <Closed entry={closed} />
}

/** By its address: the navigation does not lead here. */
function Closed({ entry }: { readonly entry: NavEntry }) {
  return (
    <Page title={t(entry.title)}>
      <Empty icon={entry.icon} title={t('rights.closed')} text={t('rights.closedText')}>
        <LinkButton to={href('/')}>{t('nav.dashboard')}</LinkButton>
      </Empty>
    </Page>
  )
}

/** Loads the code of a screen when it is opened for the first time. */
function OpenScreen() {
  const at = path.value
  const now = visit.value
  const [failed, setFailed] = useState<{ readonly at: string; readonly error: unknown } | null>(
    null,
  )
  const [, setLoaded] = useState('')
  const found = screenAt(at)
  useEffect(() => {
    if (found !== 'elsewhere') return
    let isCurrent = true
    loadScreen(at).then(
      () => isCurrent && setLoaded(at),
      (error: unknown) => isCurrent && setFailed({ at, error }),
    )
    return () => {
      isCurrent = false
    }
  }, [at])
  if (failed?.at === at) {
    // After an update the old files are gone: only the page itself can load the new ones.
    return <Failed failure={failureFrom(failed.error)} onRetry={() => location.reload()} />
  }
  if (found === 'elsewhere') return <Skeleton />
  if (found === null) {
    return (
      <Page title={t('lost.title')}>
        <Empty icon="search" title={t('lost.nothing')} text={t('lost.text')}>
          <LinkButton to={href('/')}>{t('nav.dashboard')}</LinkButton>
        </Empty>
      </Page>
    )
  }
  const { screen: Shown, params } = found
  return (
    <Safely key={now}>
      <Shown params={params} />
    </Safely>
  )
}
