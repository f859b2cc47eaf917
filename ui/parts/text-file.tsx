/** Choosing a text file whose content goes into a field, where it can be looked at first. */
import { type ApiFailure, failureFrom } from '../api/failure.ts'

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
  const read = async (file: File | undefined) => {
    if (file === undefined) return
    if (file.size > maxBytes) onFailure(failureFrom(new Error(tooLarge)))
    else onText(await file.text())
  }
  return (
    <input
      type="file"
      accept={accept}
      aria-label={label}
      onChange={(event) => void read(event.currentTarget.files?.[0])}
    />
  )
}
