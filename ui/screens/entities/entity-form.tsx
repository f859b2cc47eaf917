/**
 * The form of every kind of object: fields as data, problems beside them, a draft that survives a
 * reload, and a conflict notice when somebody else was faster.
 */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useState } from 'preact/hooks'

import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button } from '../../parts/button.tsx'
import { Page } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { clearDraft, keepDraft, readDraft } from '../../state/drafts.ts'
import { useKeys } from '../../state/keys.ts'
import { forgetShared, type Loaded, useLoad } from '../../state/load.ts'
import { guardLeaving, navigate, replacePath } from '../../state/router.ts'
import { tell } from '../../state/toasts.ts'
import { failureText } from '../../words/failures.ts'
import { type Key, t } from '../../words/words.ts'
import { type FieldSpec, textOf, type Values } from './field-specs.ts'
import { FormFields } from './fields.tsx'

export interface Stored {
  readonly values: Values
  readonly etag: string | null
}

export interface EntityFormProps {
  readonly path: string
  /** `new`, or the number of the object. */
  readonly id: string
  readonly list: Key
  readonly add: Key
  readonly blank: Values
  readonly read: (id: string) => Promise<Stored>
  readonly fields: (values: Values) => readonly FieldSpec[]
  /** Answers the id of the new object. */
  readonly create: (values: Values) => Promise<string | number>
  readonly change: (id: string, values: Values, etag: string | null) => Promise<unknown>
  readonly nameOf?: (values: Values) => string
  /** Beside the fields: previews, snippets, where it is used. */
  readonly aside?: (values: Values, set: (changes: Values) => void) => ComponentChildren
  readonly actions?: (values: Values) => ComponentChildren
  readonly below?: ComponentChildren
  /** What its fields choose from: one that fails is told, it would look as if there were none. */
  readonly choices?: readonly Pick<Loaded<unknown>, 'error' | 'reload'>[]
  /** Reasons not to save yet, by field. */
  readonly refuse?: (values: Values) => Readonly<Record<string, readonly string[]>>
  /** Names of fields in the API's answers that stand under another name here. */
  readonly aliases?: Readonly<Record<string, string>>
}

export function EntityForm(props: EntityFormProps) {
  const { id } = props
  const isNew = id === 'new'
  const stored = useLoad<Stored>(
    () => (isNew ? Promise.resolve({ values: props.blank, etag: null }) : props.read(id)),
    [id],
  )
  if (stored.error !== null && stored.data === null) {
    return (
      <Page title={t(props.list)} up={{ to: props.path, label: t(props.list) }}>
        <Failed failure={stored.error} onRetry={stored.reload} />
      </Page>
    )
  }
  if (stored.data === null) return <Skeleton />
  return (
    <LoadedForm key={`${id} ${stored.at}`} {...props} stored={stored.data} reload={stored.reload} />
  )
}

type LoadedProps = EntityFormProps & { readonly stored: Stored; readonly reload: () => void }

function LoadedForm(props: LoadedProps) {
  const { stored } = props
  const form = useForm(props)
  const { values, set } = form
  const fields = useMemo(() => props.fields(values), [values, props.fields])
  const name = props.nameOf?.(values) ?? textOf(values, 'name')
  const title = props.id === 'new' ? t(props.add) : name === '' ? `#${props.id}` : name
  const aside = props.aside?.(values, set)
  const body = (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void form.save()
      }}
    >
      <ChoicesFailed choices={props.choices ?? []} />
      {form.hasDraft ? (
        <Notice look="info">
          {t('form.draft')}{' '}
          <button type="button" class="link" onClick={form.discard}>
            {t('form.discard')}
          </button>
        </Notice>
      ) : null}
      {form.failure === null ? null : (
        <SaveFailed failure={form.failure} onReload={form.discard} onOverwrite={form.overwrite} />
      )}
      <div class="card">
        <FormFields
          specs={fields}
          values={values}
          errors={form.errors}
          onChange={set}
          isNew={props.id === 'new'}
        />
      </div>
      {props.below}
    </form>
  )
  return (
    <Page
      title={title}
      up={{ to: props.path, label: t(props.list) }}
      actions={
        <>
          {props.id === 'new' ? null : props.actions?.(stored.values)}
          <Button onClick={() => navigate(props.path)}>{t('cancel')}</Button>
          <Button look="primary" isBusy={form.isBusy} onClick={() => void form.save()}>
            {t('save')}
          </Button>
        </>
      }
    >
      {aside === undefined || aside === null ? (
        <div class="narrow-form">{body}</div>
      ) : (
        <div class="split">
          {body}
          <aside class="stack">{aside}</aside>
        </div>
      )}
    </Page>
  )
}

/** What somebody may not see is no failure: he chooses from the rest. */
function ChoicesFailed({ choices }: Required<Pick<EntityFormProps, 'choices'>>) {
  const failed = choices.filter(({ error }) => error !== null && error.status !== 403)
  const failure = failed[0]?.error ?? null
  if (failure === null) return null
  return <Failed failure={failure} onRetry={() => failed.forEach(({ reload }) => reload())} />
}

interface SaveFailedProps {
  readonly failure: ApiFailure
  readonly onReload: () => void
  readonly onOverwrite: () => void
}

function SaveFailed({ failure, onReload, onOverwrite }: SaveFailedProps) {
  if (failure.status !== 412) return <Failed failure={failure} />
  return (
    <Notice look="warning">
      <p>{failureText(failure)}</p>
      <div class="row">
        <Button onClick={onReload}>{t('form.reload')}</Button>
        <Button look="danger" onClick={onOverwrite}>
          {t('form.overwrite')}
        </Button>
      </div>
    </Notice>
  )
}

/** Secrets are not kept in the browser. */
function withoutSecrets(values: Values, specs: readonly FieldSpec[]): Values {
  const secrets = new Set(specs.filter(({ kind }) => kind === 'password').map(({ name }) => name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)))
}

function useForm(props: LoadedProps) {
  const { stored, reload, path, id, create, change, fields, aliases = {} } = props
  const draftName = `form${path}/${id}`
  const draft = useMemo(() => readDraft<Values>(draftName), [])
  const [values, setValues] = useState<Values>({ ...stored.values, ...draft })
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [reasons, setReasons] = useState<Reasons>({})
  const isChanged = JSON.stringify(values) !== JSON.stringify(stored.values)
  // At once: whoever goes back right after a key has been pressed is asked, too.
  useLayoutEffect(() => {
    guardLeaving({ hasChanges: () => isChanged, question: t('form.leave') })
    if (isChanged) keepDraft(draftName, withoutSecrets(values, fields(values)))
  }, [values])
  useLayoutEffect(() => () => guardLeaving(null), [])
  const set = (changes: Values) => setValues((before) => ({ ...before, ...changes }))
  const store = async (etag: string | null) => {
    const refused = props.refuse?.(values) ?? {}
    setReasons(refused)
    if (Object.keys(refused).length > 0) return
    setBusy(true)
    setFailure(null)
    try {
      const isNew = id === 'new'
      const made = isNew ? await create(values) : await change(id, values, etag)
      clearDraft(draftName)
      // It is stored now, though the screen shows that only after reading it again.
      guardLeaving(null)
      forgetShared()
      tell(t('saved'))
      if (isNew) replacePath(`${path}/${String(made)}`)
      else reload()
    } catch (error) {
      setFailure(failureFrom(error))
    }
    setBusy(false)
  }
  const save = () => store(stored.etag)
  const discard = () => {
    clearDraft(draftName)
    guardLeaving(null)
    reload()
  }
  useKeys({ 'mod+s': () => void save(), Escape: () => navigate(path) })
  const known = new Set(fields(values).map(({ name }) => name))
  const errors = { ...errorsOf(failure, known, aliases), ...reasons }
  const isShownBeside = failure !== null && failure.status === 400 && Object.keys(errors).length > 0
  return {
    values,
    set,
    isBusy,
    errors,
    failure: isShownBeside ? null : failure,
    hasDraft: draft !== null && isChanged,
    save,
    discard,
    overwrite: () => void store(null),
  }
}

type Reasons = Readonly<Record<string, readonly string[]>>

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
