/** The smallest image, for requests that a page makes by `<img>`: nobody reads what it shows. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** A transparent pixel, readable from every page and never kept. */
export function pixel(status: 200 | 400 | 404): Response {
  return new Response(GIF, {
    status,
    headers: {
      'Content-Type': 'image/gif',
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
