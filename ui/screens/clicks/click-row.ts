/** A click of the log. Every cell is text, as the dialect has it. */
export type ClickRow = Readonly<Record<string, string>> & { readonly id: string }
