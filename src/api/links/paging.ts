/** Pages of lists: which one is asked for, and the headers that tell of the others. */

const PER_PAGE = 100
const PER_PAGE_MAX = 1000

export interface Page {
  readonly page: number
  readonly perPage: number
  readonly offset: number
}

/** Values that make no sense are as good as none. */
export function readPage(query: URLSearchParams): Page {
  const page = positive(query.get('page')) ?? 1
  const perPage = Math.min(positive(query.get('perpage')) ?? PER_PAGE, PER_PAGE_MAX)
  return { page, perPage, offset: (page - 1) * perPage }
}

/** Beyond every end, and still a number that SQLite takes when it is multiplied. */
const LAST_PAGE = 1_000_000_000

function positive(text: string | null): number | null {
  return text !== null && /^0*[1-9]\d*$/.test(text) ? Math.min(Number(text), LAST_PAGE) : null
}

/** `path` is absolute and has no host: what a request says of our host is not believed. */
export function pageHeaders(
  { page, perPage }: Page,
  total: number,
  path: string,
): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / perPage))
  const to = (number: number, rel: string) =>
    `<${path}?page=${number}&perpage=${perPage}>; rel="${rel}"`
  const links = [
    to(1, 'first'),
    ...(page > 1 ? [to(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next')] : []),
    to(last, 'last'),
  ]
  return { 'X-Total-Count': `${total}`, Link: links.join(', ') }
}
