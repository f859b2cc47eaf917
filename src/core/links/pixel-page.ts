/**
 * The page of a link with pixels: it shows nothing but a way on, runs the owner's codes, and goes to
 * the destination. Our own part comes first, so that broken code after it can't stop the visitor.
 */
import { scriptLiteral } from '../actions/page.ts'
import { escapeHtml } from '../macros/escape.ts'

/** Without scripts the visitor goes on after this many seconds. */
const REFRESH_SECONDS = 3
/** With scripts when everything is loaded, but not later than this. */
const LATEST_MS = 1500

/** `codes` are HTML and stand in the page as they are. */
export function pixelPage(location: string, codes: readonly string[]): string {
  const address = escapeHtml(location)
  return (
    '<!doctype html><html><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width"><title>One moment</title>' +
    `<meta http-equiv="refresh" content="${REFRESH_SECONDS};url=${address}">` +
    `<script>${goOn(location)}</script></head>` +
    `<body><p><a href="${address}">Continue</a></p>\n${codes.join('\n')}\n</body></html>`
  )
}

function goOn(location: string): string {
  return (
    `(function(){var u=${scriptLiteral(location)},d=0;` +
    'function g(){if(!d){d=1;location.replace(u)}}' +
    `addEventListener("load",g);setTimeout(g,${LATEST_MS})})()`
  )
}
