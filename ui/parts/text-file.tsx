/** Choosing a text file whose content goes into a field, where it can be looked at first. */
import { useState } from 'preact/hooks'

import { type FileEncoding, fileText } from '../../src/lib/file-text.ts'
import { type ApiFailure, failureFrom } from '../api/failure.ts'
import { t } from '../words/words.ts'
import { Notice } from './states.tsx'

interface TextFileProps {
  readonly label: string
  /** Kinds of files that are offered, e.g. `.csv,text/csv`. */
  readonly accept: string
  readonly maxBytes: number
  /** Said of a larger one, which is not read. */
  readonly tooLarge: string
  readonly onText: (text: string) => void
  readonly onFailure: (failure: ApiFailure) => void
}

export function TextFile({ label, accept, maxBytes, tooLarge, onText, onFailure }: TextFileProps) {
  const [encoding, setEncoding] = useState<FileEncoding>('UTF-8')
  const read = async (file: File | undefined) => {
    if (file === undefined) return
    setEncoding('UTF-8')
    if (file.size > maxBytes) return onFailure(failureFrom(new Error(tooLarge)))
    const found = fileText(new Uint8Array(await file.arrayBuffer()))
    setEncoding(found.encoding)
    onText(found.text)
  }
  return (
    <>
      <input
        type="file"
        accept={accept}
        aria-label={label}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      {encoding === 'UTF-8' ? null : (
        <Notice look="info">
          {t(encoding === 'UTF-16' ? 'file.told' : 'file.guessed', { encoding })}
        </Notice>
      )}
    </>
  )
}
