/** Many links at once: from a file or a list of addresses, looked at first, and back out as a file. */
import { useState } from 'preact/hooks'

import { post, save, search } from '../../api/client.ts'
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
import { forgetShared, useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'

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

interface Imported {
  readonly created: number
  /** Lines whose link is here already, as the file has it. */
  readonly present: number
  readonly restarted: number
  readonly failed: readonly { readonly line: number; readonly message: string }[]
  /** Columns that are not taken over, and how many lines have one. */
  readonly ignored: readonly { readonly column: string; readonly lines: number }[]
}

interface Outcome {
  readonly of: 'check' | 'import'
  readonly result: Imported
}

const MAX_FILE_BYTES = 2_000_000

/** Addresses alone, one a line, are a file whose only column has no title. */
function lacksTitles(text: string): boolean {
  return text.split('\n').every((line) => /^(https?:\/\/[^,;\s]+)?$/.test(line.trim()))
}

interface Input {
  readonly text: string
  /** Empty: that of each line, or the default. */
  readonly domainUuid: string
  /** Empty: the file tells it. */
  readonly dates: string
}

/** Lines are told as they were given. */
async function imported({ text, domainUuid, dates }: Input, dryRun: boolean): Promise<Imported> {
  const added = lacksTitles(text) ? 1 : 0
  const csv = added === 1 ? `url\n${text}` : text
  const body = { csv, dates: dates || null, domainUuid: domainUuid || null }
  const result = await post<Imported>(`/links/import${search({ dryRun })}`, body)
  return { ...result, failed: result.failed.map((one) => ({ ...one, line: one.line - added })) }
}

/** Looked at first, then made: every line at once, and what can't be made is told. */
function useImport(onClose: () => void) {
  const [input, setInput] = useState<Input>({ text: '', domainUuid: '', dates: '' })
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [busyWith, setBusyWith] = useState<Outcome['of'] | null>(null)
  const change = (changes: Partial<Input>) => {
    setInput((before) => ({ ...before, ...changes }))
    setOutcome(null)
  }
  const run = async (of: Outcome['of']) => {
    const dryRun = of === 'check'
    setBusyWith(of)
    setFailure(null)
    try {
      const result = await imported(input, dryRun)
      setOutcome({ of, result })
      if (dryRun) return
      forgetShared()
      refreshes.value++
      tell(plural('link.imported', result.created))
      if (result.failed.length + result.restarted === 0) onClose()
    } catch (error) {
      // What became of an import that got no answer has to be looked at.
      setOutcome(null)
      setFailure(failureFrom(error))
    } finally {
      setBusyWith(null)
    }
  }
  return { input, change, outcome, failure, setFailure, busyWith, run }
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
