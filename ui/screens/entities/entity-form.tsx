/**
 * The form of every kind of object: fields as data, problems beside them, a draft that survives a
 * reload, and a conflict notice when somebody else was faster.
 */
import type { ComponentChildren, RefObject } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'

import type { ApiFailure } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { useKeptPlace } from '../../parts/kept-focus.ts'
import { Page } from '../../parts/page.tsx'
import { StaleActs } from '../../parts/stale-acts.tsx'
import { Failed, FirstFailed, Notice, Skeleton } from '../../parts/states.tsx'
import { ReadOnly } from '../../state/held.ts'
import { type Loaded, SavedAt, useLoad } from '../../state/load.ts'
import { isReadOnlyAt, mayCreateAt } from '../../state/rights.ts'
import { navigate } from '../../state/router.ts'
import { failureText } from '../../words/failures.ts'
import { type Key, t } from '../../words/words.ts'
import { textOf, type Values } from './field-specs.ts'
import { FormFields } from './fields.tsx'
import {
  type FormProps,
  type LoadedForm as LoadedFormProps,
  type Stored,
  useForm,
} from './form-state.ts'
import { NotToMake } from './not-to-make.tsx'

export interface StoredObject {
  readonly values: Values
  /** For what has changed it outside of the form. */
  readonly reread: () => void
}

export interface EntityFormProps extends FormProps {
  readonly list: Key
  readonly add: Key
  readonly blank: Values
  readonly nameOf?: (values: Values) => string
  /** Beside the fields: previews, snippets, where it is used. `object` is as it was read. */
  readonly aside?: (
    values: Values,
    set: (changes: Values) => void,
    object: StoredObject,
  ) => ComponentChildren
  /** `onChanged` is called after they changed the object themselves, e.g. blocked it. */
  readonly actions?: (values: Values, onChanged: () => void) => ComponentChildren
  readonly below?: (object: StoredObject) => ComponentChildren
  /** What its fields choose from: one that fails is told, it would look as if there were none. */
  readonly choices?: readonly Pick<Loaded<unknown>, 'error' | 'reload'>[]
}

interface Opened {
  readonly of: string
  readonly is: Stored
  readonly isReadOnly: boolean
}

export function EntityForm(props: EntityFormProps) {
  const { id } = props
  const isNew = id === 'new'
  const stored = useLoad(
    async (signal): Promise<Opened> => {
      if (isNew) return { of: id, is: { values: props.blank, etag: null }, isReadOnly: false }
      const [is, isReadOnly] = await Promise.all([
        props.read(id, signal),
        isReadOnlyAt(props.path, id, signal),
      ])
      return { of: id, is, isReadOnly }
    },
    [id],
  )
  if (isNew && !mayCreateAt(props.path)) return <NotToMake {...props} title={props.add} />
  const { data } = stored
  // A new one that was made stays in its form until it is read under its number.
  if (stored.error !== null && data?.of !== id) {
    return (
      <Page title={t(props.list)} up={{ to: props.path, label: t(props.list) }}>
        <Failed failure={stored.error} onRetry={stored.reload} />
      </Page>
    )
  }
  if (data === null) return <Skeleton />
  return (
    <ReadOnly.Provider value={data.isReadOnly}>
      <SavedAt.Provider value={stored.at}>
        <LoadedForm
          {...props}
          stored={data.is}
          isReadOnly={data.isReadOnly}
          reload={stored.reload}
          reloadFailure={stored.error}
        />
      </SavedAt.Provider>
    </ReadOnly.Provider>
  )
}

function LoadedForm(props: EntityFormProps & LoadedFormProps) {
  const { stored, isReadOnly } = props
  const form = useForm(props)
  const { values, set } = form
  const drawn = useRef<HTMLFormElement>(null)
  useKeptPlace(drawn, form.isBusy)
  useRefused(drawn, form.refusal, form.isBusy)
  const fields = useMemo(() => props.fields(values), [values, props.fields])
  const name = props.nameOf?.(values) ?? textOf(values, 'name')
  const title = props.id === 'new' ? t(props.add) : name === '' ? `#${props.id}` : name
  const object = { values: stored.values, reread: form.reread }
  const aside = props.aside?.(values, set, object)
  const body = (
    <form
      ref={drawn}
      class="stack"
      inert={form.isBusy}
      onSubmit={(event) => {
        event.preventDefault()
        void form.save()
      }}
    >
      {props.reloadFailure === null ? null : (
        <Failed failure={props.reloadFailure} onRetry={props.reload} />
      )}
      <FirstFailed of={(props.choices ?? []).filter(isWanted)} />
      {form.hasDraft ? (
        <Notice look="info">
          {t('form.draft')}{' '}
          <button type="button" class="link" onClick={form.discard}>
            {t('form.discard')}
          </button>
        </Notice>
      ) : null}
      {form.isMade ? <Notice look="warning">{t('form.made')}</Notice> : null}
      {form.failure === null ? null : (
        <SaveFailed failure={form.failure} onReload={form.discard} onOverwrite={form.overwrite} />
      )}
      {isReadOnly ? <Notice look="info">{t('rights.readOnly')}</Notice> : null}
      <fieldset class="card" disabled={isReadOnly}>
        <FormFields
          specs={fields}
          values={values}
          errors={form.errors}
          onChange={set}
          isNew={props.id === 'new'}
        />
      </fieldset>
      {props.below?.(object)}
    </form>
  )
  return (
    <Page
      title={title}
      up={{ to: props.path, label: t(props.list) }}
      actions={
        <>
          {props.id === 'new' ? null : props.actions?.(stored.values, form.rebase)}
          {isReadOnly ? null : (
            <span class="save-acts">
              <Button onClick={() => navigate(props.path)}>{t('cancel')}</Button>
              <WriteButton look="primary" isBusy={form.isBusy} onClick={() => void form.save()}>
                {t('save')}
              </WriteButton>
            </span>
          )}
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

/** Goes to the first field that a save was refused for, once the form can be typed in again. */
function useRefused(
  form: RefObject<HTMLFormElement | null>,
  refusal: object | null,
  isBusy: boolean,
): void {
  // Before it is seen: what is typed from then on belongs there.
  useLayoutEffect(() => {
    if (refusal === null || isBusy) return
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [refusal, isBusy])
}

/** What somebody may not see is no failure: he chooses from the rest. */
const isWanted = ({ error }: Pick<Loaded<unknown>, 'error'>) => error?.status !== 403

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
      <StaleActs onReload={onReload} onOverwrite={onOverwrite} />
    </Notice>
  )
}
