/** Logging in: on a page of its own, or over the screen whose session has ended. */
import { useEffect, useState } from 'preact/hooks'

import { type ApiFailure, failureFrom, toldIn } from '../api/failure.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { TextField } from '../parts/field.tsx'
import { Logo } from '../parts/logo.tsx'
import { useTitle } from '../parts/page.tsx'
import { showLanguage } from '../state/look.ts'
import { forgetSession, logIn, takeUpSession } from '../state/session.ts'
import { user } from '../state/user.ts'
import { failureText } from '../words/failures.ts'
import { language, LANGUAGES, t } from '../words/words.ts'

export function Login() {
  useTitle(t('login.title'))
  return (
    <main class="door">
      <div class="door-box">
        <p class="door-brand">
          <Logo /> Sluice
        </p>
        <h1>{t('login.title')}</h1>
        <LoginForm login="" />
        <Languages />
      </div>
    </main>
  )
}

export function Languages() {
  return (
    <p class="door-languages">
      {LANGUAGES.map(({ code, name }) => (
        <button
          type="button"
          class="link"
          key={code}
          lang={code}
          aria-pressed={code === language.value}
          onClick={() => void showLanguage(code)}
        >
          {name}
        </button>
      ))}
    </p>
  )
}

/** What was on the way goes on when the password is right, here or in another tab of the browser. */
export function LoginAgain() {
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void takeUpSession()
    }
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return (
    <Dialog title={t('login.again')} onClose={forgetSession}>
      <p class="faint">{t('login.againText')}</p>
      <LoginForm login={user.value?.login ?? ''} />
    </Dialog>
  )
}

function LoginForm({ login: known }: { readonly login: string }) {
  const [login, setLogin] = useState(known)
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const enter = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await logIn(login.trim(), password, code?.trim() ?? null)
    } catch (error) {
      const failure = failureFrom(error)
      setBusy(false)
      if (isCodeWanted(failure)) {
        setCode('')
        setProblem(code === null ? null : t('login.codeWrong'))
        return
      }
      const wrong = code === null ? t('login.wrong') : t('login.codeWrong')
      setProblem(failure.status === 401 ? wrong : failureText(failure))
    }
  }
  return (
    <form class="form" onSubmit={(event) => void enter(event)}>
      {problem === null ? null : (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <TextField
        label={t('login.login')}
        value={login}
        onInput={setLogin}
        autocomplete="username"
        hasFocus={known === ''}
        isRequired
      />
      <TextField
        label={t('login.password')}
        type="password"
        value={password}
        onInput={setPassword}
        autocomplete="current-password"
        hasFocus={known !== ''}
        isRequired
      />
      {code === null ? null : (
        <TextField
          label={t('login.code')}
          hint={t('twoFactor.codeHint')}
          value={code}
          onInput={setCode}
          autocomplete="one-time-code"
          isCode
          hasFocus
          isRequired
        />
      )}
      <Button type="submit" look="primary" isBusy={isBusy}>
        {t('login.enter')}
      </Button>
    </form>
  )
}

/** Login and password are right, and a code is wanted too. */
function isCodeWanted(failure: ApiFailure): boolean {
  return failure.status === 401 && toldIn(failure, 'code') === 'wanted'
}
