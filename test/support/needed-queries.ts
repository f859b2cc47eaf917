/** What operations need in their query. */
export const NEEDED_QUERIES: Readonly<Record<string, string>> = {
  getReportByQuery: `?q=${encodeURIComponent('{"measures":["clicks"]}')}`,
  readTogether: '?get[]=/campaign/1&get[]=/offer/1',
  readLandingFile: '?path=index.html',
  writeLandingFile: '?path=index.html',
  deleteLandingFile: '?path=index.html',
}
