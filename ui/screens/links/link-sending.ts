/** Sends a file of links, part by part where it is longer than a request may be, and adds up what is said. */
import { post, search } from '../../api/client.ts'
import { t } from '../../words/words.ts'
import { linkParts } from './link-parts.ts'

export interface Imported {
  readonly created: number
  /** Lines whose link is here already, as the file has it. */
  readonly present: number
  readonly restarted: number
  readonly failed: readonly { readonly line: number; readonly message: string }[]
  /** Columns that are not taken over, and how many lines have one. */
  readonly ignored: readonly { readonly column: string; readonly lines: number }[]
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

const NOTHING: Imported = { created: 0, present: 0, restarted: 0, failed: [], ignored: [] }

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
  let result = NOTHING
  for (const [at, { payload, offset }] of divided.parts.entries()) {
    onProgress(at / divided.parts.length)
    try {
      const answer = await post<Imported>(`/links/import${search({ dryRun })}`, {
        ...body,
        csv: payload,
      })
      result = together(result, answer, offset - added)
    } catch (problem) {
      if (at === 0) throw problem
      return { result, problem }
    }
  }
  return { result, problem: null }
}

/** Addresses alone, one a line, are a file whose only column has no title. */
function lacksTitles(text: string): boolean {
  return text.split('\n').every((line) => /^(https?:\/\/[^,;\s]+)?$/.test(line.trim()))
}

function together(before: Imported, next: Imported, offset: number): Imported {
  const columns = Map.groupBy([...before.ignored, ...next.ignored], ({ column }) => column)
  return {
    created: before.created + next.created,
    present: before.present + next.present,
    restarted: before.restarted + next.restarted,
    failed: [...before.failed, ...next.failed.map((one) => ({ ...one, line: one.line + offset }))],
    ignored: [...columns].map(([column, some]) => ({
      column,
      lines: some.reduce((sum, { lines }) => sum + lines, 0),
    })),
  }
}
