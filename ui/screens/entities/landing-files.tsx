/** The files of an uploaded landing: listed, written, removed. Text with line numbers, nothing cleverer. */
import { useMemo, useState } from 'preact/hooks'

import { ask, get, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { bytes } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { Button, RemoveButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed, Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { clearDraft, keepDraft, readDraft } from '../../state/drafts.ts'
import { useLoad } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'

interface FileRow {
  readonly path: string
  readonly bytes: number
  readonly changedAt: string
  readonly isText: boolean
  readonly isIndex: boolean
  /** Where visitors are served it. */
  readonly urls: readonly string[]
}

export function LandingFiles({ id }: { readonly id: string }) {
  const files = useLoad((signal) => get<{ rows: FileRow[] }>(`/landing/${id}/files`, signal), [id])
  const [edited, setEdited] = useState<string | null>(null)
  const remove = async (path: string) => {
    const title = t('delete.title', { name: path })
    if (!(await confirmed(title, t('files.deleteText'), t('delete')))) return
    const address = `/landing/${id}/files/text${search({ path })}`
    await ask('DELETE', address).then(files.reload, tellFailure)
  }
  return (
    <Card
      title={t('files.title')}
      actions={
        <WriteButton icon="plus" onClick={() => setEdited('')}>
          {t('files.new')}
        </WriteButton>
      }
    >
      {files.error === null ? null : <Failed failure={files.error} onRetry={files.reload} />}
      {files.data === null && files.error === null ? <Skeleton lines={3} /> : null}
      {files.data === null ? null : <Looks files={files.data.rows} />}
      <ul class="stack">
        {(files.data?.rows ?? []).map((file) => (
          <li class="row nowrap" key={file.path}>
            <span class="grow wrap">
              {file.isText ? (
                <button type="button" class="link" onClick={() => setEdited(file.path)}>
                  <Text value={file.path} length={70} />
                </button>
              ) : (
                <Text value={file.path} length={70} />
              )}{' '}
              {file.isIndex ? <Badge look="accent">{t('files.index')}</Badge> : null}
            </span>
            <span class="faint number">{bytes(file.bytes)}</span>
            {file.isIndex ? null : (
              <RemoveButton
                label={t('removeNamed', { name: file.path })}
                onClick={() => void remove(file.path)}
              />
            )}
          </li>
        ))}
      </ul>
      {edited === null ? null : (
        <FileEditor id={id} path={edited} onClose={() => setEdited(null)} onSaved={files.reload} />
      )}
    </Card>
  )
}

/** The page as visitors get it, but for what is filled in for each of them. */
function Looks({ files }: { readonly files: readonly FileRow[] }) {
  const urls = files.find(({ isIndex }) => isIndex)?.urls ?? []
  if (urls.length === 0) return <p class="faint small">{t('files.noHost')}</p>
  const isHere = urls.some((url) => new URL(url).host === location.host)
  return (
    <>
      <p class="row">
        {urls.map((url) => (
          <a
            class="button plain"
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            title={t('files.open')}
            key={url}
          >
            <Icon name="search" />
            {t('preview')}: {new URL(url).host}
          </a>
        ))}
      </p>
      <p class="faint small">
        {t('files.openText')} {isHere ? t('files.openHere') : null}
      </p>
    </>
  )
}

interface EditorProps {
  readonly id: string
  /** Empty: a new file. */
  readonly path: string
  readonly onClose: () => void
  readonly onSaved: () => void
}

function FileEditor(props: EditorProps) {
  const { id, path, onClose } = props
  const file = useLoad(
    (signal) =>
      path === ''
        ? Promise.resolve({ data: { content: '' }, etag: null })
        : ask<{ content: string }>('GET', `/landing/${id}/files/text${search({ path })}`, {
            signal,
          }),
    [path],
  )
  return (
    <Dialog
      title={path === '' ? t('files.new') : t('files.edit', { name: visible(path) })}
      shape="wide"
      onClose={onClose}
    >
      {file.error === null ? null : <Failed failure={file.error} onRetry={file.reload} />}
      {file.data === null ? (
        file.error === null ? (
          <Skeleton />
        ) : null
      ) : (
        <FileForm {...props} content={file.data.data.content} etag={file.data.etag} />
      )}
    </Dialog>
  )
}

interface Written {
  readonly name: string
  readonly text: string
}

type FormProps = EditorProps & { readonly content: string; readonly etag: string | null }

/** What was written and not saved stays when the window is closed, by whatever key or touch. */
function FileForm({ id, path, content, etag: stored, onClose, onSaved }: FormProps) {
  const draftName = `landing/${id}/${path}`
  const kept = useMemo(() => readDraft<Written>(draftName), [])
  const [name, setName] = useState(kept?.value.name ?? path)
  const [text, setText] = useState(kept?.value.text ?? content)
  const [isKept, setKept] = useState(kept !== null)
  const etag = isKept ? (kept?.etag ?? null) : stored
  const write = (next: Written) => {
    setName(next.name)
    setText(next.text)
    keepDraft(draftName, { value: next, etag })
  }
  const discard = () => {
    clearDraft(draftName)
    setName(path)
    setText(content)
    setKept(false)
  }
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const save = async (event: Event) => {
    event.preventDefault()
    const address = `/landing/${id}/files/text${search({ path: name.trim() })}`
    try {
      await ask('PUT', address, { body: { content: text }, etag })
      clearDraft(draftName)
      tell(t('saved'))
      onSaved()
      onClose()
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      {isKept ? (
        <Notice look="info">
          {t('form.draft')}{' '}
          <button type="button" class="link" onClick={discard}>
            {t('form.discard')}
          </button>
        </Notice>
      ) : null}
      {failure === null ? null : <Failed failure={failure} />}
      {path === '' ? (
        <TextField
          label={t('files.path')}
          hint={t('files.pathHint')}
          value={name}
          onInput={(next) => write({ name: next, text })}
          isCode
          hasFocus
          isRequired
        />
      ) : null}
      <Lines text={text} onInput={(next) => write({ name, text: next })} />
      <div class="row">
        <WriteButton type="submit" look="primary">
          {t('save')}
        </WriteButton>
        <Button
          onClick={() => {
            clearDraft(draftName)
            onClose()
          }}
        >
          {t('cancel')}
        </Button>
        <span class="faint">{plural('files.lines', text.split('\n').length)}</span>
      </div>
    </form>
  )
}

interface LinesProps {
  readonly text: string
  readonly onInput: (text: string) => void
}

/** The numbers scroll with the text. */
function Lines({ text, onInput }: LinesProps) {
  const count = text.split('\n').length
  const numbers = Array.from({ length: count }, (_, at) => at + 1).join('\n')
  return (
    <div class="code-lines">
      <pre aria-hidden="true">{numbers}</pre>
      <textarea
        class="code"
        aria-label={t('files.content')}
        value={text}
        wrap="off"
        spellcheck={false}
        rows={Math.max(12, count + 1)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  )
}
