/** Classes of conversions, and words that stand for them. */

/** Decides about money; `ignore` never becomes a conversion. Stored: never rename. */
export const CONVERSION_CLASSES = ['lead', 'sale', 'rebill', 'rejected', 'trash', 'other'] as const
export type ConversionClass = (typeof CONVERSION_CLASSES)[number]

/** A class, or `ignore`: the call is logged and does nothing. */
export type StatusClass = ConversionClass | 'ignore'

export interface StatusWord {
  readonly word: string
  readonly class: StatusClass
}

export const STATUS_CLASSES: readonly StatusClass[] = [...CONVERSION_CLASSES, 'ignore']
