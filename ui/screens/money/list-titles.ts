/** The titles of a pasted CSV, to choose from. */

/** Titles in the first line, whatever stands between them. */
export function titlesOf(payload: string): readonly string[] {
  const first = payload.split(/\r?\n/, 1)[0]?.replace(/^\uFEFF/, '') ?? ''
  const counted = [';', '\t', ','].map((mark) => ({ mark, count: first.split(mark).length }))
  const { mark } = counted.reduce((best, one) => (one.count > best.count ? one : best))
  const titles = first.split(mark).map((title) =>
    title
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
  return [...new Set(titles)].filter((title) => title !== '')
}
