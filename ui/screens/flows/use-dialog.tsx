/** Values put into a filter of a flow: which campaign, which flow, let in or left out; then what was done. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import type { FilterSpec } from '../../../src/core/model.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { shortened, visible } from '../../format/text.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FieldGroup, SelectField } from '../../parts/field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Failed, FirstFailed, hasFailed, Notice, Skeleton } from '../../parts/states.tsx'
import { ReadOnly } from '../../state/held.ts'
import { useLoad } from '../../state/load.ts'
import { isAdmin } from '../../state/user.ts'
import { type Key, plural, t, term } from '../../words/words.ts'
import { type CampaignFlows, changeFlows, flowsOfCampaign } from './change-flows.ts'
import { firstNames, flowName, NamesContext, useLoadedNames, useNames } from './names.ts'
import { Chosen } from './targets.tsx'
import { firstFlow, isWhole, NEW_FLOW, type Place, type Put, put } from './use-place.ts'
import { UseTarget } from './use-target.tsx'
import { countsText, type Used, UsedDialog } from './used-dialog.tsx'

interface Props {
  /** Of the filter. */
  readonly name: string
  readonly values: readonly string[]
  /** What they are values of. */
  readonly title: string
  /** Null: to be chosen. */
  readonly campaign: string | null
  /** What there is to say of the values. */
  readonly children: ComponentChildren
  readonly onClose: () => void
}

const NO_NAMES = { ids: [] }

export function UseDialog(props: Props) {
  const { campaign } = props
  const names = useLoadedNames({
    offers: NO_NAMES,
    landings: NO_NAMES,
    campaigns: { ids: campaign === null ? [] : [Number(campaign)] },
  })
  const [used, setUsed] = useState<Used | null>(null)
  if (used !== null) return <UsedDialog used={used} onClose={props.onClose} />
  if (names.names === null) {
    return (
      <Dialog title={t('use.title')} onClose={props.onClose}>
        {props.children}
        {hasFailed([names]) ? <FirstFailed of={[names]} /> : <Skeleton lines={3} />}
      </Dialog>
    )
  }
  return (
    <NamesContext.Provider value={names.names}>
      <UseForm {...props} onUsed={setUsed} />
    </NamesContext.Provider>
  )
}

/** Of what a new flow is named after. */
const TITLE_LENGTH = 80

const START: Omit<Place, 'flow' | 'name'> = {
  mode: 'reject',
  target: { kind: 'offer', offerId: '' },
}

interface FormProps extends Props {
  readonly onUsed: (used: Used) => void
}

function UseForm(props: FormProps) {
  const { name: key, values, title } = props
  const { catalog } = useNames()
  const [campaign, setCampaign] = useState(props.campaign ?? '')
  const read = useLoad(
    async (signal) => (campaign === '' ? null : flowsOfCampaign(campaign, signal)),
    [campaign],
  )
  const flows = read.data?.campaign === campaign ? read.data : null
  const [chosen, setChosen] = useState({ of: '', flow: '' })
  const [rest, setRest] = useState(START)
  const flow = chosen.of === campaign ? chosen.flow : flows === null ? '' : firstFlow(flows.set)
  const place: Place = {
    ...rest,
    flow,
    name: t('use.flowName', { title: shortened(title, TITLE_LENGTH) }),
  }
  const planned =
    flows === null || flow === '' || values.length === 0
      ? null
      : put(flows.set, place, { key, values }, catalog)
  const saving = useSaving({ ...props, reload: read.reload }, flows, place)
  const isReady =
    planned !== null &&
    typeof planned !== 'string' &&
    (flow !== NEW_FLOW || isWhole(rest.target, catalog))
  return (
    <ReadOnly.Provider value={flows?.isReadOnly === true}>
      <Dialog
        title={t('use.title')}
        onClose={props.onClose}
        actions={
          <>
            <Button onClick={props.onClose}>{t('cancel')}</Button>
            <WriteButton
              look="primary"
              isBusy={saving.isBusy}
              isDisabled={!isReady}
              onClick={() => void saving.save()}
            >
              {t('save')}
            </WriteButton>
          </>
        }
      >
        {props.children}
        <NoData name={key} />
        <Chosen
          label={t('search.campaign')}
          list="campaigns"
          value={campaign}
          onPick={setCampaign}
        />
        {read.error === null ? null : <Failed failure={read.error} onRetry={read.reload} />}
        {flows === null ? null : (
          <>
            <FlowPlace
              flows={flows}
              place={place}
              onFlow={(next) => setChosen({ of: campaign, flow: next })}
              onChange={(changes) => setRest({ ...rest, ...changes })}
            />
            {planned === null ? null : <Planned planned={planned} flows={flows} place={place} />}
          </>
        )}
        <Problem problem={saving.problem === planned ? null : saving.problem} />
      </Dialog>
    </ReadOnly.Provider>
  )
}

/** One at a time; what comes back is told in place of the form. */
function useSaving(
  { name: key, values, onUsed, reload }: FormProps & { readonly reload: () => void },
  flows: CampaignFlows | null,
  place: Place,
) {
  const { catalog } = useNames()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Key | ApiFailure | null>(null)
  const save = async () => {
    if (flows === null || isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      const { path, campaign } = flows
      const result = await changeFlows(path, (set) => put(set, place, { key, values }, catalog))
      if (typeof result !== 'string') return onUsed({ ...result, path, campaign })
      setProblem(result)
      reload()
    } catch (error) {
      setProblem(failureFrom(error))
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, problem, save }
}

function Problem({ problem }: { readonly problem: Key | ApiFailure | null }) {
  if (problem === null) return null
  if (typeof problem !== 'string') return <Failed failure={problem} />
  return <Notice look="danger">{t(problem)}</Notice>
}

function NoData({ name }: { readonly name: string }) {
  const { catalog } = useNames()
  const entry = catalog.filters.find(({ key }) => key === name)
  if (entry?.available !== false) return null
  return (
    <Notice look="warning">{t('use.noData', { need: term('need', entry.needs ?? '') })}</Notice>
  )
}

interface FlowPlaceProps {
  readonly flows: CampaignFlows
  readonly place: Place
  readonly onFlow: (flow: string) => void
  readonly onChange: (changes: Partial<Place>) => void
}

function FlowPlace({ flows, place, onFlow, onChange }: FlowPlaceProps) {
  const { set, sharing, isReadOnly } = flows
  const offered = set.flows.filter(({ type }) => type !== 'default')
  return (
    <>
      {isReadOnly ? <Notice look="warning">{t('rights.readOnly')}</Notice> : null}
      {sharing === null ? null : (
        <Notice look="warning">
          {plural('use.shared', sharing.length, { names: firstNames(sharing) })}
          {isAdmin.value ? null : <p>{t('use.sharedUnseen')}</p>}
        </Notice>
      )}
      <SelectField
        label={t('flow')}
        value={place.flow}
        {...(offered.length === 0 ? { hint: t('use.onlyDefault') } : {})}
        options={[
          ...(place.flow === '' ? [{ value: '', label: t('choose') }] : []),
          ...offered.map((flow) => ({
            value: String(flow.id),
            label: `${flowName(flow)} · ${t(`lane.${flow.type}`)}${flow.enabled ? '' : ` · ${t('state.paused')}`}`,
          })),
          { value: NEW_FLOW, label: t('use.newFlow') },
        ]}
        onChange={onFlow}
      />
      {place.flow === '' ? null : place.flow === NEW_FLOW ? (
        <UseTarget target={place.target} onChange={(target) => onChange({ target })} />
      ) : (
        <ModeField mode={place.mode} onChange={(mode) => onChange({ mode })} />
      )}
    </>
  )
}

interface ModeProps {
  readonly mode: FilterSpec['mode']
  readonly onChange: (mode: FilterSpec['mode']) => void
}

function ModeField({ mode, onChange }: ModeProps) {
  return (
    <FieldGroup label={t('use.mode')}>
      <Segments
        label={t('use.mode')}
        options={(['reject', 'accept'] as const).map((value) => ({
          value,
          label: t(`use.${value}`),
        }))}
        value={mode}
        onChange={onChange}
      />
    </FieldGroup>
  )
}

interface PlannedProps {
  readonly planned: Put | Key
  readonly flows: CampaignFlows
  readonly place: Place
}

/** What saving would do, or why it can't. */
function Planned({ planned, flows, place }: PlannedProps) {
  if (typeof planned === 'string') {
    return <Notice look={planned === 'use.allThere' ? 'info' : 'danger'}>{t(planned)}</Notice>
  }
  if (place.flow === NEW_FLOW) return <p class="hint">{t('use.newText')}</p>
  const { added, isNarrower, isShut, known } = planned
  const found = flows.set.flows.find(({ id }) => id === planned.flowId)
  const flow = found === undefined ? '' : visible(flowName(found))
  const effect = isNarrower ? 'use.narrower' : (`use.${place.mode}Text` as const)
  return (
    <Notice look={isNarrower || isShut ? 'warning' : 'info'}>
      <p>{t(isShut ? 'use.shut' : effect, { flow })}</p>
      <p>{countsText(added.length, known)}</p>
    </Notice>
  )
}
