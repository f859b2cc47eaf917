/** A part of the dictionary: every text in English and in Russian. */
export type Texts = Readonly<Record<string, readonly [en: string, ru: string]>>

/** A part of a sentence, and what stands for it; `$1` is what changes. */
export type SaidRule = readonly [pattern: RegExp, words: string]
