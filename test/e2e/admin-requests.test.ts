/** Screens ask the server little, at once, and nothing twice; whoever leaves one waits for nothing of it. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page, Request } from 'playwright-core'

import { ROUTES } from '../../ui/routes.ts'
import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'
import { until } from '../support/until.ts'

const API = '/public/api/v1'
const MOST = 3
/** A place that asks nothing. */
const NOWHERE = '/nowhere'
/** Of what there may be thousands; one row says whether there are any. */
const WHOLE_LIST = /\/(campaign|offer|landing|rotation)\/(list|alternative)\/\w+(?!.*limit=1$)/
/** Each with its first object; the owner is the first user. */
const SCREENS = ROUTES.map(({ path }) => path.replace(':id', '1'))

const stage = demoStage({ clicks: 500 })
let page: Page
let isMade = false

beforeEach(async () => {
  page = stage.page
  if (isMade) return
  await stage.open('/')
  await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
  await callApi(page, 'POST', '/rotation', { name: 'Shared' })
  await callApi(page, 'POST', '/links', { word: 'asking', webUrl: 'https://example.com/' })
  await callApi(page, 'POST', '/pixels', { name: 'Asks', code: '<i></i>' })
  isMade = true
})

interface Asked {
  readonly what: string
  /** Whether the screen could be used when it was asked. */
  readonly isLate: boolean
}

/** Notes each request with whether the screen could be used by then. */
function noteRequests(): void {
  const asked: Asked[] = []
  let isLate = false
  const isUsable = () => {
    const main = document.querySelector('main:not(.unplaced)')
    if (main === null || main.querySelector('h1') === null) return false
    // The dashboard's numbers come first, charts and the rest of it after them.
    return main.querySelector('.stat-tiles') !== null || main.querySelector('.skeleton') === null
  }
  const send = window.fetch
  const noted = (input: string, init?: RequestInit) => {
    isLate ||= isUsable()
    const body = typeof init?.body === 'string' ? ` ${init.body}` : ''
    asked.push({ what: `${init?.method ?? 'GET'} ${input}${body}`, isLate })
    return send(input, init)
  }
  Object.assign(window, { fetch: noted })
  Object.assign(window, { asked })
}

const askedIn = (at: Page) => at.evaluate(() => (window as unknown as { asked: Asked[] }).asked)

/** Those of a batch one by one. */
function questionsIn({ what }: Asked): readonly string[] {
  const [, query] = what.split('/batch?')
  return query === undefined
    ? [what]
    : new URLSearchParams(query).getAll('get[]').map((path) => `GET ${API}${path}`)
}

test.each(SCREENS)(
  '%s asks three times at most before it can be used, nothing twice, and for no list of all',
  async (path) => {
    await page.addInitScript(noteRequests)
    await stage.open(path)
    await page.waitForLoadState('networkidle')
    const asked = await askedIn(page)
    const early = asked.filter(({ isLate }) => !isLate).map(({ what }) => what)
    expect(early.slice(MOST)).toEqual([])
    const questions = asked.flatMap(questionsIn)
    expect(questions.filter((one, at) => questions.indexOf(one) !== at)).toEqual([])
    expect(questions.filter((one) => WHOLE_LIST.test(one))).toEqual([])
  },
  LONG,
)

/** By the router, as a link does. */
async function go(path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, `/admin${path}`)
}

test(
  'whoever leaves a screen gives up what it asked',
  async () => {
    await stage.open(NOWHERE)
    await page.waitForLoadState('networkidle')
    const asked: Request[] = []
    const givenUp: Request[] = []
    page.on('request', (request) => request.url().includes(API) && asked.push(request))
    page.on('requestfailed', (request) => givenUp.push(request))
    await page.route(`**${API}/**`, () => undefined)
    for (const path of SCREENS) {
      const before = asked.length
      await go(path)
      await until(`${path} asks`, () => asked.length > before)
      await go(NOWHERE)
      await page.getByText('Nothing is at this address').waitFor()
      await until(`all that ${path} asked is given up`, () => givenUp.length === asked.length)
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  },
  LONG,
)

test(
  'a screen that comes second asks for no list that the first has read',
  async () => {
    await page.addInitScript(noteRequests)
    await stage.open('/campaigns/1')
    await page.waitForLoadState('networkidle')
    const before = (await askedIn(page)).length
    await go('/campaigns/2')
    await page.getByRole('heading', { level: 1, name: 'Crypto US' }).waitFor()
    await page.waitForLoadState('networkidle')
    const questions = (await askedIn(page)).slice(before).flatMap(questionsIn)
    const known = /\/(traffic_source|domains|rotation|groups|tags$)/
    expect(questions.filter((one) => known.test(one))).toEqual([])
  },
  LONG,
)
