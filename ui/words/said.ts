/** Sentences that the server makes in English, in the language of the user as far as they are known. */
import type { SaidRule } from './texts.ts'
import { lineSubjects, problemRules, rules } from './words.ts'

/** What is not known stays as it is: names, addresses and words of networks are in no language. */
export function said(text: string): string {
  return rules().reduce((done, [pattern, words]) => done.replace(pattern, words), text)
}

/** Why something was refused; where no words are known for that, as the server says it. */
export function problemText(text: string): string {
  const rule = problemRules().find(([pattern]) => pattern.test(text))
  return rule === undefined ? text : text.replace(...rule)
}

/** What should be known of what comes from another tracker: why, behind a colon, is a problem of its own. */
export function remarkText(text: string): string {
  const [, what = text, why] = /^(.*?can't be (?:read|taken over)): (.+)$/s.exec(text) ?? []
  return why === undefined ? problemText(text) : `${problemText(what)}: ${problemText(why)}`
}

/** Why a line of a file was not taken: what is wrong with each of its parts. */
export function lineProblem(text: string): string {
  const whole = problemText(text)
  if (whole !== text) return whole
  return (
    partProblem(text) ??
    text
      .split('; ')
      .map((part) => partProblem(part) ?? part)
      .join('; ')
  )
}

/** Null where it is not known of what it is said, or what is said of it. */
function partProblem(text: string): string | null {
  const isOfIt = ([pattern]: SaidRule) => pattern.test(text)
  const subject = lineSubjects().find(isOfIt)
  if (subject === undefined) return null
  const problem = text.replace(subject[0], '')
  const words = problemText(problem)
  return words === problem ? null : `${subject[1]}: ${words}`
}
