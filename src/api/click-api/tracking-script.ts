/**
 * `/js/k.min.js`: the script behind the snippet that campaigns paste into pages. It asks the
 * campaign named by `window.KTracking.R_PATH` for a click, or takes the one this browser already
 * has, turns `{offer}` links into offer URLs and reports updates and conversions. Static and the
 * same for every campaign; whatever fails, the page does not notice.
 */
import { SCRIPT } from '../../core/actions/action.ts'

const SOURCE = `(function () {
  var tracking = (window.KTracking = window.KTracking || {})
  var FRESH_SECONDS = 86400
  var early = tracking.queued
  var waiting = tracking.listeners || []
  var known = null

  function quietly(act) { try { return act() } catch (error) { return null } }
  function now() { return Math.floor(Date.now() / 1000) }
  function query(fields) {
    return Object.keys(fields).filter(function (name) {
      return fields[name] !== undefined && fields[name] !== null && fields[name] !== ''
    }).map(function (name) {
      return encodeURIComponent(name) + '=' + encodeURIComponent(fields[name])
    }).join('&')
  }
  function withQuery(url, text) {
    return text === '' ? url : url + (url.indexOf('?') < 0 ? '?' : '&') + text
  }
  function absolute(url) {
    var link = document.createElement('a')
    link.href = url || ''
    return link
  }
  function rootUrl() {
    var link = absolute(tracking.R_PATH)
    return link.protocol + '//' + link.host + '/'
  }
  function send(url, done) {
    function after() { if (typeof done === 'function') quietly(done) }
    if (window.fetch) {
      var sent = fetch(url, { mode: 'no-cors', credentials: 'omit', keepalive: true })
      if (sent && sent.then) sent.then(after, after)
      else after()
    } else {
      var image = new Image()
      image.onload = image.onerror = after
      image.src = url
    }
  }

  function sentId() {
    var match = /[?&]_subid=([^&]*)/.exec(location.search)
    return match ? match[1] : ''
  }
  function stored() {
    if (tracking.collectNonUniqueClicks) return null
    var config = JSON.parse(localStorage.getItem('config') || 'null')
    var isOurs = config && config.subid && (!config.campaign || config.campaign === tracking.R_PATH)
    var sent = sentId()
    if (isOurs && sent && sent !== config.subid && sent !== config.sent) return null
    return isOurs && now() - config.created_at < FRESH_SECONDS ? config : null
  }
  function keep(click) {
    localStorage.setItem('subId', click.subid)
    if (click.token) localStorage.setItem('token', click.token)
    else localStorage.removeItem('token')
    localStorage.setItem('config', JSON.stringify({
      created_at: now(), subid: click.subid, token: click.token, campaign: tracking.R_PATH, sent: sentId()
    }))
  }
  function ask() {
    var page = query({
      se_referrer: document.referrer,
      default_keyword: document.title,
      landing_url: location.protocol + '//' + location.host + location.pathname
    })
    var request = new XMLHttpRequest()
    var own = location.search.replace(/^\\?/, '')
    var asked = 'return=json' + (own && '&' + own) + (page && '&' + page)
    request.open('GET', withQuery(absolute(tracking.R_PATH).href, asked))
    request.onload = function () {
      quietly(function () {
        var click = request.status === 200 ? JSON.parse(request.responseText) : null
        if (!click || !click.subid) return
        quietly(function () { keep(click) })
        arrived(click)
      })
    }
    request.send()
  }

  function tell(listener) { quietly(function () { listener(known.subid, known.token) }) }
  function ready(listener) {
    if (typeof listener !== 'function') return
    if (known) tell(listener)
    else waiting.push(listener)
  }
  function arrived(click) {
    known = { subid: click.subid, token: click.token || null }
    if (document.readyState !== 'loading') quietly(fillLinks)
    else document.addEventListener('DOMContentLoaded', function () { quietly(fillLinks) })
    var told = waiting
    waiting = []
    for (var index = 0; index < told.length; index++) if (typeof told[index] === 'function') tell(told[index])
    if (early) tracking.reportConversion.apply(tracking, early)
  }
  function fillLinks() {
    var link = rootUrl() + '?_lp=1&' +
      query(known.token ? { _token: known.token } : { _subid: known.subid })
    var anchors = document.querySelectorAll('a[href],area[href]')
    for (var index = 0; index < anchors.length; index++) {
      var match = /^\\s*(?:\\{|%7B)offer(?::(\\d+))?(?:\\}|%7D)(.*)$/i.exec(anchors[index].getAttribute('href'))
      if (!match) continue
      var more = match[2].replace(/^[?&]/, '')
      anchors[index].setAttribute('href',
        link + (match[1] ? '&offer_id=' + match[1] : '') + (more && '&' + more))
    }
  }

  tracking.listeners = { push: ready }
  tracking.ready = ready
  tracking.getSubId = ready
  tracking.reportConversion = function (revenue, status, params, done) {
    var one = revenue && typeof revenue === 'object' ? revenue : null
    if (typeof status === 'function') { done = status; status = '' }
    ready(function (subid) {
      var fields = { subid: subid, payout: one ? undefined : revenue, status: status || 'sale' }
      var more = one || params || {}
      for (var name in more) if (Object.prototype.hasOwnProperty.call(more, name)) fields[name] = more[name]
      if (one && one.revenue !== undefined) { fields.payout = one.revenue; delete fields.revenue }
      if (tracking.P_PATH) send(withQuery(absolute(tracking.P_PATH).href, query(fields)), done)
    })
  }
  tracking.update = function (values) {
    ready(function (subid) {
      var url = rootUrl() + '?_update_tokens=1&sub_id=' + encodeURIComponent(subid)
      for (var name in values) {
        if (values[name] === undefined || values[name] === null) continue
        url += '&' + encodeURIComponent(name) + '=' + encodeURIComponent(values[name])
      }
      send(url)
    })
  }

  quietly(function () {
    if (!tracking.R_PATH) return
    var click = quietly(stored)
    if (click) arrived(click)
    else ask()
  })
})()
`

/** Without what only people need. */
const TEXT = SOURCE.replace(/^\s+/gm, '')
const ETAG = `"${Bun.hash(TEXT).toString(36)}"`
const HEADERS = {
  'Content-Type': SCRIPT,
  'Cache-Control': 'public, max-age=3600',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
  ETag: ETAG,
}

/** The script, or 304 for whoever has it. */
export function trackingScript({ method, headers }: Request): Response {
  if (method !== 'GET' && method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } })
  }
  const isKnown = headers.get('if-none-match')?.includes(ETAG) ?? false
  return new Response(isKnown ? null : TEXT, { status: isKnown ? 304 : 200, headers: HEADERS })
}
