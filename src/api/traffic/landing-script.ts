/**
 * `<script src="https://…/click?key=…&lp_type=pixel">` on a landing: a visit without a redirect. The
 * script makes the click id known to the page and puts it into the page's links that lead back here.
 */
import { SCRIPT } from '../../core/actions/action.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { CLICK_COOKIE_SECONDS, type Visited } from '../../track/visits/visit.ts'
import { addCookies, asOfHost, notFound, respond } from './respond.ts'

/** Sent when the click is stored. Who would be shown nothing gets the page that says so, and no script. */
export async function landingScript(
  { cookies, reason, answer, stored }: Visited,
  request: TrafficRequest,
  tables: RoutingTables,
): Promise<Response> {
  await stored
  if (reason === 'campaign_paused') return notFound(request, tables)
  if (answer.kind === 'page' && answer.status >= 400) return respond(request, tables, answer, [])
  const clickId = cookies.find(({ name }) => name === 'uclick')?.value ?? ''
  const response = new Response(scriptFor(clickId), { headers: HEADERS })
  addCookies(response, request, cookies)
  return asOfHost(response, request, tables)
}

const HEADERS = {
  'Content-Type': SCRIPT,
  'Cache-Control': 'private, no-store',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
}

/** Click ids are letters and digits, so that nothing in them ends the text. */
function scriptFor(clickId: string): string {
  return LANDING_SCRIPT.replaceAll('CLICK_ID', clickId).replace(
    'LIFE',
    String(CLICK_COOKIE_SECONDS),
  )
}

/** Links that a later script adds are seen to when they are pressed. */
const LANDING_SCRIPT = `(function (id) {
  window.tokens = window.tokens || {};
  window.tokens.bcid = id;
  document.cookie = 'bcid=' + id + ';path=/;max-age=LIFE;SameSite=Lax';
  var ours = /[?&](lp=1|upd_clickid(=[^&#]*)?|cnv_id=OPTIONAL)(?=&|#|$)/;
  function mark(link) {
    var href = link && link.getAttribute('href');
    if (!href || !ours.test(href) || /[?&]bcid=/.test(href)) return;
    var parts = href.split('#');
    parts[0] += '&bcid=' + id;
    link.setAttribute('href', parts.join('#'));
  }
  function markAll() {
    var links = document.querySelectorAll('a[href]');
    for (var i = 0; i < links.length; i++) mark(links[i]);
  }
  document.addEventListener('click', function (event) {
    mark(event.target && event.target.closest && event.target.closest('a[href]'));
  }, true);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', markAll);
  else markAll();
})('CLICK_ID');
`
