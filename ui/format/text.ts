/** Text that visitors or partners wrote, made safe to look at: nothing in it may play tricks. */

/** Characters that are not seen, or turn the direction of what follows. */
// oxlint-disable-next-line no-control-regex -- these are the characters to be shown
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/** Invisible characters as `⟨U+202E⟩`; a tab or line break as a small arrow. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    if (character === '\n') return '↵'
    if (character === '\t') return '⇥'
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })
}

/** At most `length` characters, shortened in the middle, where long ids and URLs say least. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text)
  if (characters.length <= length) return text
  const head = Math.ceil((length - 1) * 0.6)
  const tail = length - 1 - head
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`
}

/** The host of an address that was pasted whole; other text is only trimmed. */
export function hostIn(text: string): string {
  return /^\s*https?:\/\/([^/?#\s]+)/i.exec(text)?.[1] ?? text.trim().replace(/\/$/, '')
}

/** The address if it is safe to be a link, else null: `javascript:` is only shown. */
export function safeUrl(text: string): string | null {
  return /^https?:\/\//i.test(text) ? text : null
}

/** One of ours, as they are made; those of other nodes and of long ago have the same shape. */
export const CLICK_ID = /^[0-9a-v]{20}$/i
