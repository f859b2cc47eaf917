/** Sentences that the server makes in English, in the language of the user as far as they are known. */
import { problemRules, rules } from './words.ts'

/** What is not known stays as it is: names, addresses and words of networks are in no language. */
export function said(text: string): string {
  return rules().reduce((done, [pattern, words]) => done.replace(pattern, words), text)
}

/** Why something was refused; where no words are known for that, as the server says it. */
export function problemText(text: string): string {
  const rule = problemRules().find(([pattern]) => pattern.test(text))
  return rule === undefined ? text : text.replace(...rule)
}
