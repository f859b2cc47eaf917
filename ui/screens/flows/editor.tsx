/**
 * The flow editor: forced flows in order, regular ones by position or weight, the default one. Saved
 * as one act; the draft survives a reload; the simulator runs beside it on what is not saved yet.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'

import type { FlowSet } from '../../../src/core/model.ts'
import { ask } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import type { FlowSetView } from '../../api/types.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Page } from '../../parts/page.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, FirstFailed, hasFailed, Notice, Skeleton } from '../../parts/states.tsx'
import { isOffline } from '../../state/away.ts'
import { clearDraft, type Draft as Kept, keepDraft, readDraft } from '../../state/drafts.ts'
import { ReadOnly, useHeld } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { SavedAt, useLoad } from '../../state/load.ts'
import { isReadOnlyAt } from '../../state/rights.ts'
import { guardLeaving } from '../../state/router.ts'
import { tell, tellHeld } from '../../state/toasts.ts'
import { said } from '../../words/said.ts'
import { plural, t } from '../../words/words.ts'
import { Conflict } from './conflict.tsx'
import { type Draft, draftOf, flowSetOf, isSame } from './draft.ts'
import { Lanes } from './lanes.tsx'
import { NamesContext, placeName, targetsIn, useLoadedNames, useNames } from './names.ts'
import type { FlowWarning, Simulated } from './simulation.ts'
import { Simulator } from './simulator.tsx'
import { TrafficContext, useTraffic } from './traffic.ts'

export interface FlowEditorProps {
  readonly scope: 'campaign' | 'rotation'
  readonly id: string
  readonly title: string
  readonly up: { readonly to: string; readonly label: string }
  readonly about?: ComponentChildren
  readonly actions?: ComponentChildren
  /** The campaign to simulate with; null for a rotation that nobody uses yet. */
  readonly simulateWith: number | null
}

interface StoredFlows {
  /** The campaign or rotation. */
  readonly of: string
  readonly set: FlowSetView
  readonly etag: string | null
  readonly isReadOnly: boolean
}

export function FlowEditor(props: FlowEditorProps) {
  const { scope, id } = props
  const stored = useLoad<StoredFlows>((signal) => storedFlows(scope, id, signal), [scope, id])
  const names = useLoadedNames(useMemo(() => namesOf(scope, id), [scope, id]))
  const read = [stored, names]
  // The answer stays while another is on its way; that of another campaign is no answer here.
  if (stored.data?.of !== id || names.names === null) {
    return (
      <Page title={props.title} up={props.up}>
        {hasFailed(read) ? <FirstFailed of={read} /> : <Skeleton />}
      </Page>
    )
  }
  return (
    <ReadOnly.Provider value={stored.data.isReadOnly}>
      <NamesContext.Provider value={names.names}>
        <SavedAt.Provider value={stored.at}>
          <Editor
            key={id}
            {...props}
            stored={stored.data}
            reload={stored.reload}
            reloadFailure={stored.error}
            unread={<FirstFailed of={read} />}
          />
        </SavedAt.Provider>
      </NamesContext.Provider>
    </ReadOnly.Provider>
  )
}

/** What the stored flows lead to, and those of a draft that is kept. */
function namesOf(scope: FlowEditorProps['scope'], id: string) {
  const draft = readDraft<FlowSet>(draftNameOf(scope, id))?.value
  const { offers, landings, campaigns } = targetsIn(draft ?? { mode: 'position', flows: [] })
  const of = scope === 'campaign' ? { campaignId: id } : { rotationId: id }
  return {
    offers: { ids: offers, ...of },
    landings: { ids: landings, ...of },
    campaigns: { ids: campaigns, ...of },
  }
}

const draftNameOf = (scope: string, id: string) => `flows/${scope}/${id}`

async function storedFlows(scope: string, id: string, signal: AbortSignal | null) {
  const [{ data, etag }, isReadOnly] = await Promise.all([
    ask<FlowSetView>('GET', `/${scope}/${id}/flows`, { signal }),
    isReadOnlyAt(`/${scope}s`, id, signal),
  ])
  return { of: id, set: data, etag, isReadOnly }
}

interface EditorProps extends FlowEditorProps {
  readonly stored: StoredFlows
  readonly reload: () => void
  /** Why what was saved could not be read again. */
  readonly reloadFailure: ApiFailure | null
  readonly unread: ComponentChildren
}

function Editor(props: EditorProps) {
  const edit = useEdit(props)
  const [simulation, setSimulation] = useState<Simulated | null>(null)
  const [search, setSearch] = useState('')
  const traffic = useTraffic(props.simulateWith)
  const { draft } = edit
  const flows = useMemo(() => flowSetOf(draft), [draft])
  return (
    <Page title={props.title} up={props.up} actions={<EditorActs props={props} edit={edit} />}>
      {props.about}
      {props.unread}
      {props.stored.isReadOnly ? <Notice look="info">{t('rights.flows')}</Notice> : null}
      <EditorNotices edit={edit} onJump={() => setSearch('')} />
      <div class="split flows-split" inert={edit.isBusy}>
        <TrafficContext.Provider value={traffic}>
          <Lanes
            draft={draft}
            onChange={edit.setDraft}
            warnings={edit.warnings}
            simulation={simulation}
            isSimulated={props.simulateWith !== null}
            search={search}
            onSearch={setSearch}
          />
        </TrafficContext.Provider>
        <aside class="stack sticky">
          {props.simulateWith === null ? (
            <Notice look="info">{t('sim.noCampaign')}</Notice>
          ) : (
            <Simulator
              campaignId={props.simulateWith}
              flows={flows}
              onAnswer={(answer) => setSimulation(answer && { answer, asked: draft })}
            />
          )}
        </aside>
      </div>
    </Page>
  )
}

/** The server answers again, so that it did not is no reason to wait. */
const isOver = ({ status }: ApiFailure) => status === 0 && !isOffline.value

type Edit = ReturnType<typeof useEdit>

function EditorActs({ props, edit }: { readonly props: EditorProps; readonly edit: Edit }) {
  return (
    <>
      {props.actions}
      {edit.isChanged && !isPhone() ? <span class="faint">{t('flow.unsaved')}</span> : null}
      <span class="save-acts">
        {isPhone() && !edit.isChanged ? null : (
          <Button isDisabled={!edit.isChanged} onClick={edit.discard}>
            {t('form.discard')}
          </Button>
        )}
        <WriteButton
          look="primary"
          isBusy={edit.isBusy}
          isDisabled={!edit.isChanged}
          onClick={() => void edit.save()}
        >
          {t('save')}
        </WriteButton>
      </span>
    </>
  )
}

interface NoticesProps {
  readonly edit: Edit
  /** To a flow that may not be shown. */
  readonly onJump: () => void
}

function EditorNotices({ edit, onJump }: NoticesProps) {
  const { failure, warnings } = edit
  return (
    <>
      {edit.hasDraft ? <Notice look="info">{t('form.draft')}</Notice> : null}
      {failure === null || failure.status === 412 || isOver(failure) ? null : (
        <Failed failure={failure} />
      )}
      {edit.theirs === null ? null : (
        <Conflict
          mine={edit.draft}
          theirs={draftOf(edit.theirs.set)}
          onTake={edit.setDraft}
          onOverwrite={() => void edit.overwrite()}
          onReload={edit.discard}
        />
      )}
      {warnings.length === 0 ? null : (
        <Notice look="warning">
          <p>{plural('flow.warnings', warnings.length)}</p>
          <ul class="warning-list">
            {warnings.map(({ at, text }) => (
              <li key={at + text}>
                <a href={`#${at.split('.').slice(0, 2).join('-')}`} onClick={onJump}>
                  {placeName(edit.draft.flows, at)}
                </a>
                : {said(text)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

/** What an edit begins with, each time the flows were read. */
interface Start {
  readonly original: Draft
  readonly draft: Draft
  readonly isKept: boolean
  /** The version that was edited: a kept draft goes on from the one it was made of. */
  etag: string | null
}

function startOf(
  { set, etag }: StoredFlows,
  kept: Kept<FlowSet> | null,
  before: Draft | undefined,
): Start {
  const original = draftOf(set, before)
  if (kept === null) return { original, draft: original, isKept: false, etag }
  return { original, draft: draftOf(kept.value, before), isKept: true, etag: kept.etag }
}

function useEdit(props: EditorProps) {
  const { scope, id, stored, reload } = props
  const draftName = draftNameOf(scope, id)
  const last = useRef<Draft>(undefined)
  const start = useMemo(
    () => startOf(stored, readDraft<FlowSet>(draftName), last.current),
    [stored],
  )
  const [edited, setEdited] = useState({ since: start, draft: start.draft })
  const draft = edited.since === start ? edited.draft : start.draft
  last.current = draft
  const isChanged = useMemo(() => !isSame(draft, start.original), [draft, start])
  const warnings = useWarnings(stored.isReadOnly ? null : `/${scope}/${id}/flows`, draft)
  // At once: whoever goes back right after a key has been pressed is asked, too.
  useLayoutEffect(() => {
    // What he may not save is a trial, which nobody misses.
    if (stored.isReadOnly) return
    guardLeaving(isChanged ? { hasChanges: () => true, question: t('form.leave') } : null)
    if (!isChanged) start.etag = stored.etag
    if (isChanged) keepDraft(draftName, { value: flowSetOf(draft), etag: start.etag })
    else clearDraft(draftName)
  }, [draft])
  useLayoutEffect(() => () => guardLeaving(null), [])
  const discard = () => {
    clearDraft(draftName)
    guardLeaving(null)
    reload()
  }
  const saving = useSaving(props, draft, discard)
  const save = () => saving.store(start.etag)
  useKeys({ 'mod+s': () => void (isChanged && save()) })
  const edit = (next: Draft) => {
    // Until what was saved is read again nothing is changed, because that would be lost.
    if (!saving.isBusy) setEdited({ since: start, draft: next })
  }
  const hasDraft = start.isKept && isChanged
  return { ...saving, draft, setDraft: edit, isChanged, warnings, hasDraft, save, discard }
}

/** One at a time. Whoever saves over a version that he has not seen is shown it first. */
function useSaving(
  { scope, id, stored, reloadFailure }: EditorProps,
  draft: Draft,
  onStored: () => void,
) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [theirs, setTheirs] = useState<StoredFlows | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isRunning = useRef(false)
  const held = useHeld()
  const { reload: readNames } = useNames()
  useLayoutEffect(() => {
    if (!isRunning.current) setBusy(false)
  }, [stored, reloadFailure])
  // What was read instead of what could not be saved is another beginning.
  useLayoutEffect(() => {
    setFailure(null)
    setTheirs(null)
  }, [stored])
  const refused = async (error: unknown) => {
    const problem = failureFrom(error)
    setFailure(problem)
    try {
      if (problem.status === 412) readNames()
      setTheirs(problem.status === 412 ? await storedFlows(scope, id, null) : null)
    } catch (unread) {
      setFailure(failureFrom(unread))
    }
    setBusy(false)
  }
  const store = async (etag: string | null) => {
    if (held !== null) return tellHeld(held)
    if (isRunning.current || isBusy) return
    isRunning.current = true
    setBusy(true)
    setFailure(null)
    try {
      await ask('PUT', `/${scope}/${id}/flows`, { body: flowSetOf(draft), etag })
      tell(t('saved'))
      onStored()
    } catch (error) {
      await refused(error)
    }
    isRunning.current = false
  }
  return { failure, theirs, isBusy, store, overwrite: () => store(theirs?.etag ?? null) }
}

const CHECK_AFTER_MS = 500

/** What the server would warn of, asked a moment after the last change; null: it would not tell. */
function useWarnings(path: string | null, draft: Draft): readonly FlowWarning[] {
  const [warnings, setWarnings] = useState<readonly FlowWarning[]>([])
  useEffect(() => {
    if (path === null) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      const asked = { body: flowSetOf(draft), signal: controller.signal }
      ask<{ warnings: FlowWarning[] }>('PUT', `${path}?dryRun=1`, asked).then(
        ({ data }) => setWarnings(data.warnings),
        (error: unknown) => setWarnings(problemsOf(failureFrom(error))),
      )
    }, CHECK_AFTER_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [draft])
  return warnings
}

/** What would be refused stands in the same list, at its place. */
function problemsOf({ facts }: ApiFailure): readonly FlowWarning[] {
  return Object.entries(facts.fields).map(([at, texts]) => ({
    at: at.replaceAll('/', '.').replace(/^\./, ''),
    text: texts.join(', '),
  }))
}
