/**
 * What a form holds while it is edited: what was typed, kept as a draft with the version it was made
 * from, and saving it once. A new object that was made, but not all of it, is changed from then on.
 */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'

import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { clearDraft, type Draft, keepDraft, readDraft } from '../../state/drafts.ts'
import { useHeld } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { forgetShared } from '../../state/load.ts'
import { guardLeaving, navigate, replacePath } from '../../state/router.ts'
import { tell, tellHeld } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import type { FieldSpec, Values } from './field-specs.ts'

export interface Stored {
  readonly values: Values
  readonly etag: string | null
}

export type Age = 'new' | 'stored'
type Reasons = Readonly<Record<string, readonly string[]>>

export interface FormProps {
  readonly path: string
  /** `new`, or the number of the object. */
  readonly id: string
  readonly read: (id: string, signal?: AbortSignal) => Promise<Stored>
  readonly fields: (values: Values) => readonly FieldSpec[]
  /** The one request that makes it; answers the id. */
  readonly create: (values: Values) => Promise<string | number>
  /** The one request that changes it, unless it is another version by now. */
  readonly change: (id: string, values: Values, etag: string | null) => Promise<unknown>
  /** What is said in further requests, of a new one and of one that was changed. */
  readonly complete?: (id: string, values: Values, age: Age) => Promise<unknown>
  /** Where a new one is gone on with, if not in this form. */
  readonly opens?: (id: string) => string
  /** Reasons not to save yet, by field. */
  readonly refuse?: (values: Values) => Reasons
  /** Names of fields in the API's answers that stand under another name here. */
  readonly aliases?: Readonly<Record<string, string>>
}

export interface LoadedForm extends FormProps {
  readonly stored: Stored
  /** Nothing of it can be changed by this user. */
  readonly isReadOnly: boolean
  readonly reload: () => void
  /** Why what was saved could not be read again. */
  readonly reloadFailure: ApiFailure | null
}

export function useForm(props: LoadedForm) {
  const { reload, path, fields, aliases = {} } = props
  const edit = useEdit(props)
  const saving = useSaving(props, edit)
  const { failure, reasons } = saving
  const isRefusedHere = Object.keys(reasons).length > 0
  const [edited, setEdited] = useEdited(isRefusedHere ? reasons : failure)
  const set = (changes: Values) => {
    edit.set(changes)
    setEdited(Object.keys(changes))
  }
  const discard = () => {
    clearDraft(edit.draftName)
    guardLeaving(null)
    reload()
  }
  useKeys({ 'mod+s': () => void saving.save(), Escape: () => navigate(path) })
  const known = new Set(fields(edit.values).map(({ name }) => name))
  const errors = { ...errorsOf(failure, known, aliases), ...reasons }
  const isShownBeside = failure !== null && failure.status === 400 && Object.keys(errors).length > 0
  return {
    values: edit.values,
    set,
    hasDraft: edit.hasDraft,
    rebase: () => void edit.rebase(),
    /** Shows the object as it is by now, with what was changed here and not saved. */
    reread: () => void edit.rebase().then(reload),
    isMade: edit.made !== null,
    isBusy: saving.isBusy,
    errors: Object.fromEntries(Object.entries(errors).filter(([name]) => !edited.has(name))),
    failure: isShownBeside ? null : failure,
    /** What is wrong with fields, as the last save brought it: another object each time. */
    refusal: isRefusedHere ? reasons : isShownBeside ? failure : null,
    save: saving.save,
    discard,
    overwrite: () => void saving.store(null),
  }
}

/** Fields that were edited since the save was answered: what was wrong with them may be right by now. */
function useEdited(answer: object | null) {
  const [edited, setEdited] = useState({ since: answer, names: new Set<string>() })
  const names = edited.since === answer ? edited.names : new Set<string>()
  const add = (more: readonly string[]) =>
    setEdited({ since: answer, names: new Set([...names, ...more]) })
  return [names, add] as const
}

/** Secrets are not kept in the browser. */
function withoutSecrets(values: Values, specs: readonly FieldSpec[]): Values {
  const secrets = new Set(specs.filter(({ kind }) => kind === 'password').map(({ name }) => name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)))
}

/** What an edit begins with, each time the object was read. */
interface Start {
  readonly draft: Draft<Values> | null
  readonly values: Values
  /** The version of the values that were read: a block, and saving by half, make another one of it. */
  base: string | null
  /** The version that is saved over. */
  etag: string | null
}

function startOf({ values, etag }: Stored, draft: Draft<Values> | null): Start {
  const from = draft === null ? etag : draft.etag
  return { draft, values: { ...values, ...draft?.value }, base: etag, etag: from }
}

function useEdit({ stored, path, id, fields, read }: LoadedForm) {
  const [madeOfNew, setMade] = useState<string | null>(null)
  const made = id === 'new' ? madeOfNew : null
  const draftName = `form${path}/${made ?? id}`
  const start = useMemo(() => startOf(stored, readDraft<Values>(draftName)), [stored])
  const latest = useRef(start)
  latest.current = start
  const [typed, setTyped] = useState({ since: start, values: start.values })
  const values = typed.since === start ? typed.values : start.values
  const isChanged = JSON.stringify(values) !== JSON.stringify(stored.values)
  // At once: whoever goes back right after a key has been pressed is asked, too.
  useLayoutEffect(() => {
    guardLeaving({ hasChanges: () => isChanged, question: t('form.leave') })
    if (!isChanged) start.etag = start.base
    if (made !== null) clearDraft(`form${path}/${id}`)
    const value = withoutSecrets(values, fields(values))
    if (isChanged) keepDraft(draftName, { value, etag: start.etag })
    else clearDraft(draftName)
  }, [values, madeOfNew])
  useLayoutEffect(() => () => guardLeaving(null), [])
  const set = (changes: Values) =>
    setTyped((before) => {
      const since = latest.current
      return { since, values: { ...(before.since === since ? before : since).values, ...changes } }
    })
  const goOnFrom = (version: string | null) => {
    start.base = version
    start.etag = version
    const kept = readDraft<Values>(draftName)
    if (kept !== null) keepDraft(draftName, { ...kept, etag: version })
  }
  /** The version to save over is the newest again, unless more was changed than a block. */
  const rebase = async () => {
    const next = await read(id).catch(() => null)
    const isSame = next !== null && withoutBlock(next.values) === withoutBlock(stored.values)
    if (!isSame || start.etag !== start.base) return
    goOnFrom(next.etag)
  }
  const hasDraft = start.draft !== null && isChanged
  return { values, set, start, goOnFrom, made, setMade, draftName, hasDraft, rebase }
}

function withoutBlock({ blocked: _is, blockReason: _why, ...values }: Values): string {
  return JSON.stringify(values)
}

type Edit = ReturnType<typeof useEdit>

function useSaving(props: LoadedForm, edit: Edit) {
  const { values, start, goOnFrom, made, setMade, draftName } = edit
  const { reload, path, id, read, create, complete, change, opens } = props
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [reasons, setReasons] = useState<Reasons>({})
  const isRunning = useRef(false)
  const held = useHeld()
  // Until what was saved is read again nothing can be typed, because that would be lost.
  useLayoutEffect(() => {
    if (!isRunning.current) setBusy(false)
  }, [props.stored, props.reloadFailure])
  // What was read instead of what could not be saved is another beginning.
  useLayoutEffect(() => {
    setFailure(null)
    setReasons({})
  }, [props.stored])
  const write = async (version: string | null): Promise<string> => {
    const known = made ?? id
    const age = known === 'new' ? 'new' : 'stored'
    if (age === 'stored') await change(known, values, version)
    const written = age === 'stored' ? known : String(await create(values))
    try {
      await complete?.(written, values, age)
    } catch (error) {
      // The first request is not repeated, and its own change is no conflict.
      if (age === 'new') setMade(written)
      else goOnFrom((await read(written)).etag)
      throw error
    }
    return written
  }
  const store = async (version: string | null) => {
    if (held !== null) return tellHeld(held)
    const refused = props.refuse?.(values) ?? {}
    setReasons(refused)
    if (isRunning.current || isBusy || Object.keys(refused).length > 0) return
    isRunning.current = true
    setBusy(true)
    setFailure(null)
    try {
      const written = await write(version)
      clearDraft(draftName)
      // It is stored now, though the screen shows that only after reading it again.
      guardLeaving(null)
      forgetShared()
      tell(t('saved'))
      if (id === 'new') replacePath(opens?.(written) ?? `${path}/${written}`)
      else reload()
    } catch (error) {
      setFailure(failureFrom(error))
      setBusy(false)
    }
    isRunning.current = false
  }
  return { failure, reasons, isBusy, store, save: () => store(start.etag) }
}

/** `offer.url` and `/url` of the API are the field `url` here. */
function errorsOf(
  failure: ApiFailure | null,
  known: ReadonlySet<string>,
  aliases: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly string[]>> {
  const errors: Record<string, readonly string[]> = {}
  for (const [address, texts] of Object.entries(failure?.facts.fields ?? {})) {
    const words = address.split(/[./[]/).filter((word) => word !== '')
    const name = [address, ...words]
      .map((word) => aliases[word] ?? word)
      .find((word) => known.has(word))
    if (name !== undefined) errors[name] = [...(errors[name] ?? []), ...texts]
  }
  return errors
}
