/** Templates by what people type: `Dr Cash` and `drcash` are Dr.Cash, `фейсбук` is Facebook. */

/** Names that are spoken in Russian and written in English. */
const SPOKEN: readonly (readonly [spoken: string, written: string])[] = [
  ['фейсбук', 'facebook'],
  ['инстаграм', 'instagram'],
  ['гугл', 'google'],
  ['тикток', 'tiktok'],
  ['бинг', 'bing'],
  ['пропеллер', 'propeller'],
  ['табула', 'taboola'],
  ['кадам', 'kadam'],
  ['ричадс', 'richads'],
]

/** Whether one of `texts` holds what was typed, whatever stands between letters and digits. */
export function isAskedFor(typed: string, texts: readonly string[]): boolean {
  const asked = bare(typed)
  const wanted = [asked, ...writtenAs(asked)]
  return texts.some((text) => wanted.some((one) => bare(text).includes(one)))
}

/** A spoken name counts from its third letter on, while it is being typed. */
function writtenAs(asked: string): readonly string[] {
  if (asked.length < 3) return []
  return SPOKEN.filter(([spoken]) => spoken.startsWith(asked)).map(([, written]) => written)
}

const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
