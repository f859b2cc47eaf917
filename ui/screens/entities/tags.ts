/** Tags by name: people write words, the server keeps ids. */
import { get, post } from '../../api/client.ts'
import { forgetShared, shared } from '../../state/load.ts'

export interface Tag {
  readonly id: string
  readonly name: string
  readonly links: readonly { readonly subject: string; readonly subjectId: string }[]
}

export const listTags = (signal?: AbortSignal) =>
  shared('tags', (wanted) => get<Tag[]>('/tags', wanted), signal)

/** A word that is no tag yet becomes one. */
export async function tagIds(names: readonly string[]): Promise<readonly string[]> {
  const known = new Map((await listTags()).map(({ id, name }) => [name.toLowerCase(), id]))
  const ids: string[] = []
  for (const name of names) {
    const id = known.get(name.toLowerCase())
    ids.push(id ?? (await post<{ id: string }>('/tags', { name: name.trim() })).id)
  }
  forgetShared()
  return ids
}
