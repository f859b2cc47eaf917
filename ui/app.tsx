/** Set-up, login or the screen of the address, in the language of the user. */
import { useEffect, useState } from 'preact/hooks'

import { type ApiFailure, failureFrom } from './api/failure.ts'
import { Questions } from './parts/dialog.tsx'
import { Failed } from './parts/states.tsx'
import { Toasts } from './parts/toasts.tsx'
import { Login, LoginAgain } from './screens/login.tsx'
import { Setup } from './screens/setup/setup.tsx'
import { loadScreen } from './shell/screens.ts'
import { Shell } from './shell/shell.tsx'
import { path } from './state/router.ts'
import { resumeSession, session } from './state/session.ts'
import { language } from './words/words.ts'

export function App() {
  return (
    <div class="app" key={language.value}>
      <Gate />
      <Questions />
      <Toasts />
    </div>
  )
}

function Gate() {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const resume = () => {
    setFailure(null)
    // What is wrong with the code of the screen is said where it would stand.
    const code = loadScreen(path.peek()).catch(() => undefined)
    resumeSession(code).catch((error: unknown) => setFailure(failureFrom(error)))
  }
  const isSetup = path.value === '/setup'
  // Without its token the set-up goes on where the account is made already.
  const isOpening = isSetup && location.hash !== ''
  useEffect(() => {
    if (!isOpening && session.peek() === 'unknown') resume()
  }, [isOpening])
  if (failure !== null) return <Failed failure={failure} onRetry={resume} />
  if (isSetup && (isOpening || session.value !== 'unknown')) return <Setup />
  switch (session.value) {
    case 'unknown':
      return null
    case 'none':
      return <Login />
    // The same tree in both, so that what was typed is still there after the password.
    case 'open':
    case 'expired':
      return (
        <>
          <Shell />
          {session.value === 'expired' ? <LoginAgain /> : null}
        </>
      )
  }
}
