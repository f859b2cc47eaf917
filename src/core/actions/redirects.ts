/** Actions that send the visitor away: the redirect types a campaign can have, and their relatives. */
import { escapeHtml } from '../macros/escape.ts'
import { type ActionType, HTML, type PageAnswer, redirect, SCRIPT, show } from './action.ts'
import {
  page,
  refreshPage,
  refreshPageWithoutReferrer,
  scriptLiteral,
  scriptPage,
  scriptPageWithoutReferrer,
  scriptString,
} from './page.ts'

/** Where no page can be shown, going on is all there is to it. */
const inScript: NonNullable<ActionType['inScript']> = ({ target }) => scriptRedirect(target)

/** By our page, which tells no referrer; a target that its address can't hold is told it. */
const hiddenInScript: typeof inScript = ({ target, macros }) =>
  scriptRedirect(macros.outside.relayUrl(target) ?? target)

export const http: ActionType = {
  key: 'http',
  title: 'HTTP redirect',
  payloadKind: 'url',
  answer: ({ target }) => redirect(target),
  inScript,
}

export const meta: ActionType = {
  key: 'meta',
  title: 'Meta redirect',
  payloadKind: 'url',
  answer: ({ target }) => show(HTML, refreshPage(target)),
  inScript,
}

/**
 * The second page, which hides the campaign's URL, is the relay's. A target that its address can't hold
 * is told no referrer by the first.
 */
export const doubleMeta: ActionType = {
  key: 'double_meta',
  title: 'Double meta redirect',
  payloadKind: 'url',
  answer: ({ target, macros }) => {
    const relay = macros.outside.relayUrl(target)
    return relay === null
      ? withoutReferrer(refreshPageWithoutReferrer(target))
      : show(HTML, refreshPage(relay))
  },
  inScript: hiddenInScript,
}

export const js: ActionType = {
  key: 'js',
  title: 'JavaScript redirect',
  payloadKind: 'url',
  answer: ({ target }) => show(HTML, scriptPage(target)),
  inScript,
}

export const blankReferrer: ActionType = {
  key: 'blank_referrer',
  title: 'Redirect without referrer',
  payloadKind: 'url',
  answer: ({ target }) => withoutReferrer(scriptPageWithoutReferrer(target)),
  inScript: hiddenInScript,
}

/** The HTML, with a header for browsers that read none in a page. */
export function withoutReferrer(html: string): PageAnswer {
  return { ...show(HTML, html), headers: [['Referrer-Policy', 'no-referrer']] }
}

/** For `<script src="campaign">`: the page around it is left. */
export const jsForScript: ActionType = {
  key: 'js_for_script',
  title: 'JavaScript for a script tag',
  payloadKind: 'url',
  answer: ({ target }) => scriptRedirect(target),
}

export function scriptRedirect(target: string): PageAnswer {
  return show(SCRIPT, `window.top.location.replace(${scriptString(target)});`)
}

export const jsForIframe: ActionType = {
  key: 'js_for_iframe',
  title: 'JavaScript for an iframe',
  payloadKind: 'url',
  answer: ({ target }) => {
    const script = `<script>window.top.location.replace(${scriptString(target)})</script>`
    return show(HTML, page('', script))
  },
  inScript,
}

/** The target's query is sent as a form, so that it does not show in the address bar. */
export const formsubmit: ActionType = {
  key: 'formsubmit',
  title: 'Form submit',
  payloadKind: 'url',
  answer: ({ target }) => show(HTML, page('', form(target))),
  inScript: ({ target }) => show(SCRIPT, formScript(target)),
}

/** Line ends are written as references: a parser makes one kind of them all. */
function attribute(value: string): string {
  return escapeHtml(value).replace(/[\r\n]/g, (end) => `&#${end.charCodeAt(0)};`)
}

/** The target without its query, and the query as fields of a form. */
function formOf(target: string) {
  const url = new URL(target)
  const fields = [...url.searchParams]
  url.search = ''
  return { action: url.href, fields }
}

function form(target: string): string {
  const { action, fields } = formOf(target)
  const inputs = fields.map(
    ([name, value]) =>
      `<input type="hidden" name="${attribute(name)}" value="${attribute(value)}">`,
  )
  return (
    `<form method="post" action="${escapeHtml(action)}">${inputs.join('')}` +
    '<noscript><button>Continue</button></noscript></form>' +
    // Not `form.submit`: a field of that name would stand in its way.
    '<script>HTMLFormElement.prototype.submit.call(document.forms[0])</script>'
  )
}

/** The same form made by a script, in the page around it. */
function formScript(target: string): string {
  const { action, fields } = formOf(target)
  return `(function (fields) {
  var form = document.createElement('form');
  form.method = 'post';
  form.target = '_top';
  form.action = ${scriptString(action)};
  for (var i = 0; i < fields.length; i++) {
    var input = document.createElement('input');
    input.type = 'hidden';
    input.name = fields[i][0];
    input.value = fields[i][1];
    form.appendChild(input);
  }
  document.documentElement.appendChild(form);
  HTMLFormElement.prototype.submit.call(form);
})(${scriptLiteral(fields)});`
}
