/**
 * The text of a file, in whichever encoding it was saved: as its mark says, else UTF-8, else that of
 * Windows in Russia, where Excel saves CSV so. Imports nothing, so that the admin reads files likewise.
 */

export type FileEncoding = 'UTF-8' | 'UTF-16' | 'Windows-1251'

export interface FileText {
  readonly text: string
  /** Windows-1251 is a guess: it has a letter for nearly every byte. */
  readonly encoding: FileEncoding
}

export function fileText(bytes: Uint8Array): FileText {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decoded(bytes, 'utf-16le', 'UTF-16')
  if (first === 0xfe && second === 0xff) return decoded(bytes, 'utf-16be', 'UTF-16')
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    return decoded(bytes, 'windows-1251', 'Windows-1251')
  }
}

function decoded(bytes: Uint8Array, label: string, encoding: FileEncoding): FileText {
  return { text: new TextDecoder(label).decode(bytes), encoding }
}
