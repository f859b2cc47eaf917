/** Many links at once: from a file or a list of addresses, looked at first, and back out as a file. */
import { useState } from 'preact/hooks'

import { save, search } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { listDomains } from '../../api/lists.ts'
import { csvSigns } from '../../format/csv.ts'
import { visible } from '../../format/text.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { DatesField, hasSlashedDates } from '../../parts/dates-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailedLines } from '../../parts/failed-lines.tsx'
import { AreaField, SelectField } from '../../parts/field.tsx'
import { Menu, type MenuItem } from '../../parts/menu.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, Notice } from '../../parts/states.tsx'
import { TextFile } from '../../parts/text-file.tsx'
import { useLoad } from '../../state/load.ts'
import { refresh } from '../../state/refresh.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { type Imported, type LinksInput, sendLinks } from './link-sending.ts'

/** Where there are no links yet: most who come bring theirs. */
export function LinkImport() {
  const [isOpen, setOpen] = useState(false)
  if (!mayCreate('link')) return null
  return (
    <>
      <Button icon="upload" onClick={() => setOpen(true)}>
        {t('link.import')}
      </Button>
      {isOpen ? <ImportDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

export function LinkFiles() {
  const [isImporting, setImporting] = useState(false)
  const take = (format: 'csv' | 'ndjson') =>
    save(
      `/links/export${search(format === 'csv' ? csvSigns() : { format })}`,
      `links.${format}`,
    ).catch(tellFailure)
  const importItem: MenuItem = {
    label: t('link.import'),
    icon: 'upload',
    run: () => setImporting(true),
  }
  return (
    <>
      <Menu
        label={t('link.files')}
        {...(isPhone() ? {} : { text: t('link.files') })}
        icon="download"
        items={[
          ...(mayCreate('link') ? [importItem] : []),
          { label: t('link.exportCsv'), icon: 'download', run: () => void take('csv') },
          { label: t('link.exportNdjson'), icon: 'download', run: () => void take('ndjson') },
        ]}
      />
      {isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </>
  )
}

interface Outcome {
  readonly of: 'check' | 'import'
  readonly result: Imported
}

/** Half a million links of the usual length. */
const MAX_FILE_BYTES = 50_000_000

/** Looked at first, then made: every line at once, and what can't be made is told. */
function useImport(onClose: () => void) {
  const [input, setInput] = useState<LinksInput>({ text: '', domainUuid: '', dates: '' })
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [busyWith, setBusyWith] = useState<Outcome['of'] | null>(null)
  const [progress, setProgress] = useState(0)
  const change = (changes: Partial<LinksInput>) => {
    setInput((before) => ({ ...before, ...changes }))
    setOutcome(null)
  }
  const run = async (of: Outcome['of']) => {
    const dryRun = of === 'check'
    setBusyWith(of)
    setFailure(null)
    try {
      const { result, problem } = await sendLinks(input, dryRun, setProgress)
      setOutcome({ of, result })
      if (problem !== null) setFailure(failureFrom(problem))
      if (dryRun) return
      refresh()
      tell(plural('link.imported', result.created))
      if (problem === null && result.failed.length + result.restarted === 0) onClose()
    } catch (error) {
      // What became of an import that got no answer has to be looked at.
      setOutcome(null)
      setFailure(failureFrom(error))
    } finally {
      setBusyWith(null)
    }
  }
  return { input, change, outcome, failure, setFailure, busyWith, progress, run }
}

function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const domains = useLoad(listDomains, [])
  const { input, change, outcome, failure, busyWith, run, ...form } = useImport(onClose)
  const { text, domainUuid, dates } = input
  const options = (domains.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Dialog
      title={t('link.import')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button
            isBusy={busyWith === 'check'}
            isDisabled={text.trim() === '' || busyWith === 'import'}
            onClick={() => void run('check')}
          >
            {t('upload.check')}
          </Button>
          <WriteButton
            look="primary"
            isBusy={busyWith === 'import'}
            isDisabled={busyWith !== 'import' && !isChecked(outcome)}
            onClick={() => void run('import')}
          >
            {t('link.importNow')}
          </WriteButton>
        </>
      }
    >
      <TextFile
        label={t('link.file')}
        accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,text/csv,text/plain,application/json"
        maxBytes={MAX_FILE_BYTES}
        tooLarge={t('link.fileTooLarge')}
        onText={(next) => change({ text: next })}
        onFailure={form.setFailure}
      />
      <AreaField
        label={t('link.lines')}
        hint={t('link.linesHint')}
        rows={8}
        value={text}
        placeholder={'url,word,title,tags\nhttps://example.com/a,spring,Spring offer,mail|may'}
        onInput={(next) => change({ text: next })}
      />
      <SelectField
        label={t('domain')}
        value={domainUuid}
        options={[{ value: '', label: t('campaign.defaultDomain') }, ...options]}
        onChange={(next) => change({ domainUuid: next })}
      />
      {hasSlashedDates(text) ? (
        <DatesField value={dates} onChange={(next) => change({ dates: next })} />
      ) : null}
      {busyWith === null ? null : (
        <progress value={form.progress} aria-label={t('upload.running')} />
      )}
      {failure === null ? null : <Failed failure={failure} />}
      {outcome === null ? null : <OutcomeView {...outcome} />}
    </Dialog>
  )
}

/** What was imported has to be checked anew: lines without a word would become links once more. */
function isChecked(outcome: Outcome | null): boolean {
  return outcome?.of === 'check' && outcome.result.created > 0
}

function OutcomeView({ of, result }: Outcome) {
  const { created, present, restarted, failed, ignored } = result
  const done =
    of === 'check' ? plural('link.canImport', created) : `${plural('link.imported', created)}.`
  return (
    <>
      <Notice look={failed.length === 0 ? 'good' : 'warning'}>
        {done} {present === 0 ? '' : plural('link.present', present)}{' '}
        {failed.length === 0 ? '' : plural('link.cannotImport', failed.length)}
      </Notice>
      {restarted === 0 ? null : (
        <Notice look="warning">{plural('link.restarted', restarted)}</Notice>
      )}
      {ignored.length === 0 ? null : (
        <Notice look="info">{t('link.ignored', { columns: columnsText(ignored) })}</Notice>
      )}
      <FailedLines lines={failed.map(({ line, message }) => ({ line, problem: message }))} />
    </>
  )
}

const columnsText = (ignored: Imported['ignored']) =>
  ignored.map(({ column, lines }) => `${visible(column)} (${lines})`).join(', ')
