/** Texts that are kept for longer than those they were cut from. */
import { bytesOfText, isWideText } from './text-hash.ts'

/** The same text in memory of its own: a part of a text holds all of it, be it a whole body. */
export function ownText(text: string): string {
  const isWide = isWideText(text)
  return bytesOfText(text, isWide).toString(isWide ? 'utf16le' : 'latin1')
}
