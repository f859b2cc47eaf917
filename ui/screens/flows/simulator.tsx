/** Who would go where: the real decision, on the draft, with a visitor made up or taken from a click. */
import { useEffect, useRef, useState } from 'preact/hooks'

import type { Flow, FlowSet, Path } from '../../../src/core/model.ts'
import { countryOptions } from '../../api/choices.ts'
import { ask } from '../../api/client.ts'
import { type ApiFailure, failureFrom, isAborted } from '../../api/failure.ts'
import { momentOf } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { TimeField } from '../../parts/time-field.tsx'
import { useKeys } from '../../state/keys.ts'
import { zone } from '../../state/period.ts'
import { query } from '../../state/router.ts'
import { said } from '../../words/said.ts'
import type { NameOf } from '../../words/trace.ts'
import { t } from '../../words/words.ts'
import { flowName, nameOf, type Names, placeName, useNames } from './names.ts'
import { Outcome } from './outcome.tsx'
import { ReplayResult } from './replay.tsx'
import { Shares } from './shares.tsx'
import {
  AGENTS,
  factsOf,
  type NextCampaign,
  numbered,
  type SimulationAnswer,
  SOMEBODY,
  stepLines,
  type VisitorForm,
} from './simulation.ts'

interface SimulatorProps {
  readonly campaignId: number
  readonly flows: FlowSet
  readonly onAnswer: (answer: SimulationAnswer | null) => void
}

const AFTER_MS = 350
const MANY = 10_000

interface Answered {
  readonly answer: SimulationAnswer
  /** What was asked of: by now they may have other numbers. */
  readonly set: FlowSet
}

export function Simulator({ campaignId, flows, onAnswer }: SimulatorProps) {
  const [form, setForm] = useState<VisitorForm>(() => ({
    ...SOMEBODY,
    clickId: query.peek().get('click') ?? '',
  }))
  const [answered, setAnswered] = useState<Answered | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const running = useRef<AbortController | null>(null)
  const run = async (runs: number) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    try {
      const asked = { body: simulationOf(form, flows, runs), signal: controller.signal }
      const { data } = await ask<SimulationAnswer>(
        'POST',
        `/campaign/${campaignId}/simulate`,
        asked,
      )
      setAnswered({ answer: data, set: { ...flows, flows: numbered(flows.flows) } })
      setFailure(null)
      onAnswer(data)
    } catch (error) {
      if (isAborted(error)) return
      setFailure(failureFrom(error))
      onAnswer(null)
    }
  }
  useEffect(() => {
    const timer = setTimeout(() => void run(1), AFTER_MS)
    return () => clearTimeout(timer)
  }, [form, flows])
  useKeys({ 'mod+enter': () => void run(1) })
  return (
    <Card
      title={t('sim.title')}
      actions={
        <Button look="quiet" icon="play" onClick={() => void run(MANY)}>
          {t('sim.runMany', { n: number(MANY) })}
        </Button>
      }
    >
      <WhoFields form={form} onChange={(changes) => setForm({ ...form, ...changes })} />
      {failure === null ? null : <Failed failure={failure} />}
      {answered === null || failure !== null ? null : <Result {...answered} />}
    </Card>
  )
}

function simulationOf(form: VisitorForm, flows: FlowSet, runs: number) {
  const moment = momentOf(zone.peek(), form.at)
  const at = moment === null ? {} : { at: moment }
  const clickId = form.clickId.trim()
  return {
    ...(clickId === '' ? { facts: factsOf(form) } : { clickId }),
    ...at,
    flows,
    ...(runs > 1 ? { runs } : {}),
  }
}

interface VisitorProps {
  readonly form: VisitorForm
  readonly onChange: (changes: Partial<VisitorForm>) => void
}

/** Of a click everything is known: what else could be said of a visitor would not count. */
function WhoFields({ form, onChange }: VisitorProps) {
  const isOfClick = form.clickId.trim() !== ''
  return (
    <>
      {isOfClick ? null : <VisitorFields form={form} onChange={onChange} />}
      <div class="form two tight">
        <TextField
          label={t('sim.clickId')}
          value={form.clickId}
          placeholder="g00007pe8004lhbjg975"
          onInput={(clickId) => onChange({ clickId })}
        />
        <TimeField
          label={t('sim.at')}
          hint={t('field.zone', { zone: zone.value })}
          value={form.at}
          onInput={(at) => onChange({ at })}
        />
      </div>
      {isOfClick ? <ClickHint onClear={() => onChange({ clickId: '' })} /> : null}
    </>
  )
}

function ClickHint({ onClear }: { readonly onClear: () => void }) {
  return (
    <div class="row">
      <p class="faint small">{t('sim.ofClick')}</p>
      <Button look="quiet" onClick={onClear}>
        {t('sim.noClick')}
      </Button>
    </div>
  )
}

function VisitorFields({ form, onChange }: VisitorProps) {
  const isOwnAgent = form.userAgent !== '' && !AGENTS.some(([, agent]) => agent === form.userAgent)
  return (
    <>
      <div class="form two tight">
        <SelectField
          label={t('sim.country')}
          value={form.country}
          options={[{ value: '', label: t('sim.notKnown') }, ...countryOptions()]}
          onChange={(country) => onChange({ country })}
        />
        <SelectField
          label={t('sim.device')}
          value={form.userAgent}
          options={[
            { value: '', label: t('sim.noAgent') },
            ...AGENTS.map(([label, value]) => ({ value, label })),
            ...(isOwnAgent ? [{ value: form.userAgent, label: t('sim.ownAgent') }] : []),
          ]}
          onChange={(userAgent) => onChange({ userAgent })}
        />
      </div>
      <details>
        <summary>{t('sim.more')}</summary>
        <MoreFields form={form} onChange={onChange} />
      </details>
    </>
  )
}

function MoreFields({ form, onChange }: VisitorProps) {
  const text = (name: 'language' | 'ip' | 'referrer' | 'userAgent' | 'query', placeholder = '') => (
    <TextField
      label={t(`sim.${name}`)}
      value={form[name]}
      placeholder={placeholder}
      onInput={(value) => onChange({ [name]: value })}
    />
  )
  return (
    <div class="form two tight">
      {text('language', 'de')}
      {text('ip', '192.0.2.1')}
      {text('referrer', 'https://')}
      {text('query', 'zone=81&banner=5')}
      {text('userAgent')}
      <SelectField
        label={t('sim.unique')}
        value={form.unique}
        options={[
          { value: 'new', label: t('sim.new') },
          { value: 'seen', label: t('sim.seen') },
          { value: '', label: t('sim.notKnown') },
        ]}
        onChange={(unique) => onChange({ unique })}
      />
      <SelectField
        label={t('sim.bot')}
        value={form.bot}
        options={[
          { value: '', label: t('sim.byAgent') },
          { value: 'no', label: t('no') },
          { value: 'yes', label: t('yes') },
        ]}
        onChange={(bot) => onChange({ bot })}
      />
    </div>
  )
}

function Result({ answer, set }: Answered) {
  const { decision, replay, trace, next = [], warnings, shares } = answer
  const { flows } = set
  const names = useNames()
  const nameIn = namesIn(names, flows)
  const steps = trace.flatMap((entry) => stepLines(entry, nameIn))
  const further = next.map((each) => [each, namesBehind(names, each)] as const)
  return (
    <div class="stack" aria-live="polite">
      {replay === undefined ? null : <ReplayResult replay={replay} nameOf={nameIn} />}
      <Outcome decision={decision} nameOf={nameIn} />
      {further.map(([each, nameOf]) => (
        <section class="stack" key={each.campaignId}>
          <h3>{visible(t('sim.next', { name: each.campaign }))}</h3>
          <Outcome decision={each.decision} nameOf={nameOf} />
        </section>
      ))}
      {warnings.map((warning) => {
        if (typeof warning === 'string') {
          return (
            <Notice look="warning" key={warning}>
              {said(warning)}
            </Notice>
          )
        }
        const { at, text } = warning
        return (
          <Notice look="warning" key={at + text}>
            <Text value={placeName(flows, at)} />: {said(text)}
          </Notice>
        )
      })}
      {shares === undefined ? null : <Shares shares={shares} set={set} />}
      <details>
        <summary>{t('sim.log')}</summary>
        <ol class="steps-told">
          {[
            ...steps,
            ...further.flatMap(([each, nameOf]) =>
              each.trace.flatMap((entry) => stepLines(entry, nameOf)),
            ),
          ].map((entry, at) => (
            <li key={at}>{visible(entry)}</li>
          ))}
        </ol>
      </details>
    </div>
  )
}

/** What the trace names by numbers; networks and sources are in none. */
function namesIn(names: Names, flows: readonly Flow[]): NameOf {
  return (kind, id) => {
    if (kind === 'flow') {
      const flow = flows.find((one) => one.id === id)
      return flow === undefined ? `#${id}` : flowName(flow)
    }
    if (kind === 'path') {
      const path = flows.flatMap(({ paths }) => paths).find((one) => one.id === id)
      return path === undefined ? `#${id}` : pathName(path)
    }
    const lists = { campaign: names.campaigns, landing: names.landings, offer: names.offers }
    return kind in lists ? nameOf(lists[kind as keyof typeof lists], id) : `#${id}`
  }
}

/** Of another campaign the flows alone have names here. */
function namesBehind(names: Names, { flows }: NextCampaign): NameOf {
  const elsewhere = namesIn(names, [])
  return (kind, id) => {
    const name = kind === 'flow' ? flows.find((one) => one.id === id)?.name : undefined
    return name ? name : elsewhere(kind, id)
  }
}

/** One without a name that was saved has at least a number. */
function pathName({ id, name }: Path): string {
  return name || (id > 0 ? `#${id}` : t('flow.path'))
}
