/** A part of the dictionary: every text in English and in Russian. */
export type Texts = Readonly<Record<string, readonly [en: string, ru: string]>>
