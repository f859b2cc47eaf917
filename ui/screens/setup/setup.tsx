/** The first run: account, zone and money, domain, then the first campaign. */
import { signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

import { currencyOptions } from '../../api/choices.ts'
import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { listDomains } from '../../api/lists.ts'
import { allZones, ownZone } from '../../format/dates.ts'
import { hostIn } from '../../format/text.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Logo } from '../../parts/logo.tsx'
import { useTitle } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { openSession, session } from '../../state/session.ts'
import { type Key, language, t } from '../../words/words.ts'
import { DomainVerdict } from '../admin/domain-check.tsx'
import type { FieldSpec, Values } from '../entities/field-specs.ts'
import { textOf } from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'
import { Languages } from '../login.tsx'
import { FirstCampaign } from './first-campaign.tsx'
import { LEAST_PASSWORD, strengthOf } from './strength.ts'

const STEPS: readonly Key[] = ['setup.account', 'setup.place', 'setup.domain', 'setup.campaign']

/** `seen`: the account is made, and whether its domain leads here is looked at. */
type Stage = 0 | 1 | 2 | 'seen' | 3

const BLANK: Values = { login: '', password: '', timezone: ownZone(), currency: 'USD', domain: '' }

/** Outside the screen: another language draws it anew, and nothing typed is to be lost by it. */
const typed = signal(BLANK)
const reached = signal<Stage | null>(null)

export function Setup() {
  useTitle(t('setup.title'))
  const stage = reached.value ?? (session.value === 'open' ? 3 : 0)
  const step = stage === 'seen' ? 2 : stage
  const token = useToken()
  const go = (to: Stage) => {
    reached.value = to
  }
  return (
    <main class="door">
      <div class="door-box wide">
        <p class="door-brand">
          <Logo /> Sluice
        </p>
        <h1>{t('setup.title')}</h1>
        <ol class="steps">
          {STEPS.map((title, at) => (
            <li
              key={title}
              aria-current={at === step ? 'step' : undefined}
              class={at < step ? 'done' : undefined}
            >
              <span class="tick">{at < step ? <Icon name="check" size={14} /> : at + 1}</span>
              <span>{t(title)}</span>
            </li>
          ))}
        </ol>
        {stage === 3 ? (
          <FirstCampaign />
        ) : stage === 'seen' ? (
          <FirstDomain onNext={() => go(3)} />
        ) : (
          <Questions key={token} token={token} step={stage} onStep={go} />
        )}
        {step === 3 ? null : <Languages />}
      </div>
    </main>
  )
}

/** The account is there; whether the domain leads here is looked at, and can wait. */
function FirstDomain({ onNext }: { readonly onNext: () => void }) {
  const domains = useLoad(listDomains, [])
  const [domain] = domains.data ?? []
  return (
    <div class="stack">
      {domains.error === null ? null : <Failed failure={domains.error} onRetry={domains.reload} />}
      {domain === undefined ? null : (
        <>
          <h2>{domain.name}</h2>
          <DomainVerdict id={domain.id} host={domain.host} onCancel={onNext} />
          <p class="faint">{t('setup.domainLater')}</p>
        </>
      )}
      <div>
        <Button look="primary" onClick={onNext}>
          {t('next')}
        </Button>
      </div>
    </div>
  )
}

/** It stands behind `#`, so it reaches no log. A newer link in the same tab is no new page: only that changes. */
function useToken(): string {
  const [token, setToken] = useState(tokenInAddress)
  useEffect(() => {
    const read = () => setToken(tokenInAddress())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return token
}

const tokenInAddress = () => location.hash.slice(1)

interface Check {
  readonly id: string
  readonly ok: boolean
  readonly detail: string
}

interface QuestionsProps {
  readonly token: string
  readonly step: 0 | 1 | 2
  readonly onStep: (stage: Stage) => void
}

function Questions({ token, step, onStep }: QuestionsProps) {
  const [checks, setChecks] = useState<readonly Check[] | null>(null)
  const values = typed.value
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [isRefused, setRefused] = useState(token === '')
  useEffect(() => {
    if (token === '') return
    post<{ checks: Check[] }>('/setup/start', { token }).then(
      (answer) => setChecks(answer.checks),
      (error: unknown) => {
        setFailure(failureFrom(error))
        setRefused(true)
      },
    )
  }, [])
  const finish = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const asked = finishOf(values, token)
      await openSession(await post('/setup/finish', asked))
      history.replaceState(null, '', location.pathname)
      typed.value = BLANK
      onStep(asked.domain === null ? 3 : 'seen')
    } catch (error) {
      const problem = failureFrom(error)
      setFailure(problem)
      if (isOfLink(problem)) setRefused(true)
      else onStep(stepOf(problem))
    }
    setBusy(false)
  }
  const next = (event: Event) => {
    event.preventDefault()
    if (step === 2) void finish()
    else onStep(step === 0 ? 1 : 2)
  }
  const form = useStepFocus(step, checks !== null)
  if (isRefused) return <Refused failure={failure} />
  if (checks === null) return <Skeleton />
  return (
    <form class="form" onSubmit={next} ref={form}>
      {step === 0
        ? checks
            .filter(({ ok }) => !ok)
            .map(({ id, detail }) => (
              <Notice look="warning" key={id}>
                {detail}
              </Notice>
            ))
        : null}
      {failure === null || failure.status === 400 ? null : <Failed failure={failure} />}
      <FormFields
        specs={fieldsOf(step, values)}
        values={values}
        errors={failure?.facts.fields ?? {}}
        onChange={(changes) => {
          typed.value = { ...typed.value, ...changes }
        }}
        isNew
        key={step}
      />
      <div class="row">
        {step === 0 ? null : (
          <Button onClick={() => onStep(step === 2 ? 1 : 0)}>{t('back')}</Button>
        )}
        <Button type="submit" look="primary" isBusy={isBusy} isDisabled={!isComplete(step, values)}>
          {step < 2 ? t('next') : textOf(values, 'domain') === '' ? t('setup.skip') : t('next')}
        </Button>
      </div>
    </form>
  )
}

/** Whoever types goes on typing: the first field of a step has the focus when the step comes. */
function useStepFocus(step: number, isDrawn: boolean): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [step, isDrawn])
  return form
}

/** Used, too old, or cut on its way here. */
function isOfLink({ status, facts }: ApiFailure): boolean {
  return [401, 403, 404].includes(status) || 'token' in facts.fields
}

/** What was answered so far is there again with a new link. */
function Refused({ failure }: { readonly failure: ApiFailure | null }) {
  if (failure !== null && !isOfLink(failure)) return <Failed failure={failure} />
  return (
    <div class="stack">
      <Notice look="warning">{t('setup.used')}</Notice>
      <p>{t('setup.newLink')}</p>
      <pre>sluice setup-link</pre>
      <p>
        <a href="/admin">{t('login.title')}</a>
      </p>
    </div>
  )
}

function finishOf(values: Values, token: string) {
  return {
    token,
    login: textOf(values, 'login').trim(),
    password: textOf(values, 'password'),
    language: language.value,
    timezone: textOf(values, 'timezone'),
    currency: textOf(values, 'currency'),
    domain: hostIn(textOf(values, 'domain')) || null,
  }
}

function isComplete(step: number, values: Values): boolean {
  if (step > 0) return true
  return (
    textOf(values, 'login').trim() !== '' && textOf(values, 'password').length >= LEAST_PASSWORD
  )
}

/** Back to the step whose field was refused. */
function stepOf({ facts }: ApiFailure): 0 | 1 | 2 {
  if ('domain' in facts.fields) return 2
  if ('timezone' in facts.fields || 'currency' in facts.fields) return 1
  return 0
}

function fieldsOf(step: number, values: Values): readonly FieldSpec[] {
  if (step === 0) {
    return [
      {
        kind: 'text',
        name: 'login',
        label: t('setup.login'),
        hint: t('setup.loginHint'),
        isWide: true,
      },
      {
        kind: 'password',
        name: 'password',
        label: t('login.password'),
        hint: <Strength password={textOf(values, 'password')} />,
        isWide: true,
      },
    ]
  }
  if (step === 1) {
    return [
      {
        kind: 'select',
        name: 'timezone',
        label: t('period.zone'),
        options: allZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
      },
      {
        kind: 'select',
        name: 'currency',
        label: t('currency'),
        options: currencyOptions(),
        hint: t('setup.currencyHint'),
      },
    ]
  }
  return [
    {
      kind: 'text',
      name: 'domain',
      label: t('setup.domainName'),
      placeholder: 'go.example.com',
      hint: t('setup.domainHint'),
      isWide: true,
    },
  ]
}

function Strength({ password }: { readonly password: string }) {
  const strength = strengthOf(password)
  return (
    <span class="strength">
      <meter
        min={0}
        max={4}
        low={2}
        high={3}
        optimum={4}
        value={strength}
        aria-label={t('setup.strength')}
      />
      {t(`strength.${strength}`, { n: LEAST_PASSWORD })}
    </span>
  )
}
