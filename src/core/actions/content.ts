/** Actions that show something, fetch something, or do nothing. */
import { escapeHtml } from '../macros/escape.ts'
import { expand } from '../macros/expand.ts'
import { type ActionType, HTML, NOT_FOUND, NOTHING, SCRIPT, show, TEXT } from './action.ts'
import { page, scriptString, withBaseAt } from './page.ts'

const WHOLE_WINDOW = '<style>html,body{margin:0;height:100%;overflow:hidden}</style>'
const FRAME_STYLE = 'border:0;width:100%;height:100%'

/** Over the page around the script, as there is no window of its own. */
const frameInScript: NonNullable<ActionType['inScript']> = ({ target }) =>
  show(
    SCRIPT,
    `(function (frame) {
  frame.src = ${scriptString(target)};
  frame.style.cssText = '${FRAME_STYLE};position:fixed;top:0;left:0;z-index:2147483647';
  document.documentElement.style.overflow = 'hidden';
  document.documentElement.appendChild(frame);
})(document.createElement('iframe'));`,
  )

export const iframe: ActionType = {
  key: 'iframe',
  title: 'Iframe',
  payloadKind: 'url',
  answer: ({ target }) => {
    const frame = `<iframe src="${escapeHtml(target)}" style="${FRAME_STYLE}"></iframe>`
    return show(HTML, page(WHOLE_WINDOW, frame))
  },
  inScript: frameInScript,
}

export const frame: ActionType = {
  key: 'frame',
  title: 'Frameset',
  payloadKind: 'url',
  answer: ({ target }) => {
    const frames = `<frameset rows="100%,*"><frame src="${escapeHtml(target)}"></frameset>`
    return show(HTML, `<!doctype html><html><head><meta charset="utf-8"></head>${frames}</html>`)
  },
  inScript: frameInScript,
}

export const curl: ActionType = {
  key: 'curl',
  title: 'Fetch and show',
  payloadKind: 'url',
  answer: ({ target }) => ({ kind: 'fetch', how: 'show', url: target }),
}

export const remote: ActionType = {
  key: 'remote',
  title: 'Redirect to an address read from a URL',
  payloadKind: 'url',
  answer: ({ target }) => ({ kind: 'fetch', how: 'follow', url: target }),
}

export const showHtml: ActionType = {
  key: 'show_html',
  title: 'Show HTML',
  payloadKind: 'html',
  answer: ({ action, macros }) => show(HTML, expand(action.template, macros)),
}

export const showText: ActionType = {
  key: 'show_text',
  title: 'Show text',
  payloadKind: 'text',
  answer: ({ action, macros }) => show(TEXT, expand(action.template, macros)),
}

/** The index page of the landing that the click holds. */
export const localFile: ActionType = {
  key: 'local_file',
  title: 'Uploaded page',
  payloadKind: 'none',
  answer: ({ macros }) => {
    const page = macros.outside.page(macros.click.landingId)
    if (page === null) return NOT_FOUND
    const html = expand(page, macros)
    // A browser stays with us, by whatever scheme its proxy has; a caller shows the page on his site.
    return show(HTML, macros.click.entry === 'click_api' ? withBaseAt(macros.origin, html) : html)
  },
}

export const status404: ActionType = {
  key: 'status404',
  title: 'Not found',
  payloadKind: 'none',
  answer: () => NOT_FOUND,
}

export const doNothing: ActionType = {
  key: 'do_nothing',
  title: 'Do nothing',
  payloadKind: 'none',
  answer: () => NOTHING,
}

/** The other campaign decides; whoever stops there instead shows nothing. */
export const campaign: ActionType = {
  key: 'campaign',
  title: 'Another campaign',
  payloadKind: 'campaign',
  answer: () => NOTHING,
}
