/** What a template tells stays with what is made from it: as its note, which can be changed like any. */
import { post } from '../../api/client.ts'
import { failureFrom } from '../../api/failure.ts'
import { textOf, type Values } from './field-specs.ts'
import type { TagSubject } from './tags-card.tsx'

const HAS_ONE = 409

/** Forms of what is stored have no `notes`. Twice is the same as once, for a try after a failure. */
export async function keepNote(
  subject: TagSubject,
  id: string | number,
  values: Values,
): Promise<void> {
  const text = textOf(values, 'notes')
  if (text === '') return
  try {
    await post(`/note/${crypto.randomUUID()}`, { subject, subjectId: Number(id), text })
  } catch (error) {
    if (failureFrom(error).status !== HAS_ONE) throw error
  }
}
