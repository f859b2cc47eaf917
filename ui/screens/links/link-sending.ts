/** Sends a file of links, part by part where it is longer than a request may be, and adds up what is said. */
import { post, search } from '../../api/client.ts'
import { type IgnoredColumn, ignoredTogether, sendPartsOrThrow } from '../../api/parts.ts'
import { t } from '../../words/words.ts'
import { linkParts } from './link-parts.ts'

export interface Imported {
  readonly created: number
  /** Lines whose link is here already, as the file has it. */
  readonly present: number
  readonly restarted: number
  readonly failed: readonly { readonly line: number; readonly message: string }[]
  readonly ignored: readonly IgnoredColumn[]
}

export interface LinksInput {
  readonly text: string
  /** Empty: that of each line, or the default. */
  readonly domainUuid: string
  /** Empty: the file tells it. */
  readonly dates: string
}

/** What became of the parts that were sent. */
export interface LinksSent {
  readonly result: Imported
  /** Why the rest was not taken; `null`: all of it was. */
  readonly problem: unknown
}

/** A refusal of the first part is thrown. Lines are told as they were given. */
export async function sendLinks(
  { text, domainUuid, dates }: LinksInput,
  dryRun: boolean,
  onProgress: (done: number) => void,
): Promise<LinksSent> {
  const added = lacksTitles(text) ? 1 : 0
  const divided = linkParts(added === 1 ? `url\n${text}` : text)
  if (divided === null) throw new Error(t('link.fileTooLarge'))
  const told = divided.dates === 'none' ? null : divided.dates
  const body = { dates: dates || told, domainUuid: domainUuid || null }
  const path = `/links/import${search({ dryRun })}`
  const { answers, problem } = await sendPartsOrThrow(divided.parts, onProgress, async (part) => {
    const answer = await post<Imported>(path, { ...body, csv: part.payload })
    return movedBy(answer, part.offset - added)
  })
  return { result: together(answers), problem }
}

/** Addresses alone, one a line, are a file whose only column has no title. */
function lacksTitles(text: string): boolean {
  return text.split('\n').every((line) => /^(https?:\/\/[^,;\s]+)?$/.test(line.trim()))
}

function movedBy(answer: Imported, offset: number): Imported {
  const failed = answer.failed.map((one) => ({ ...one, line: one.line + offset }))
  return { ...answer, failed }
}

function together(answers: readonly Imported[]): Imported {
  const sum = (count: (answer: Imported) => number) =>
    answers.reduce((before, answer) => before + count(answer), 0)
  return {
    created: sum(({ created }) => created),
    present: sum(({ present }) => present),
    restarted: sum(({ restarted }) => restarted),
    failed: answers.flatMap(({ failed }) => failed),
    ignored: ignoredTogether(answers.flatMap(({ ignored }) => ignored)),
  }
}
