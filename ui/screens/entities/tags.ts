/** Tags by name: people write words, the server keeps ids. */
import { get, post } from '../../api/client.ts'
import { forgetShared, shared } from '../../state/load.ts'

export interface Tag {
  readonly id: string
  readonly name: string
  readonly links: readonly { readonly subject: string; readonly subjectId: string }[]
}

export const listTags = () => shared('tags', () => get<Tag[]>('/tags'))

/** Names of the tags on each object of a kind, by its number. */
export async function tagsBySubject(subject: string): Promise<ReadonlyMap<string, string>> {
  const pairs = (await listTags()).flatMap(({ name, links }) =>
    links.filter((link) => link.subject === subject).map(({ subjectId }) => [subjectId, name]),
  )
  const byId = Map.groupBy(pairs, ([id = '']) => id)
  return new Map([...byId].map(([id, some]) => [id, some.map(([, name]) => name).join(', ')]))
}

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
