/**
 * What the admin costs in a browser: a report of 1,000 rows × 20 columns from its data to the screen,
 * sorting and moving in it, a weight from the key to its share, and the memory of an hour's refreshes.
 */
import type { Browser, CDPSession, Page } from 'playwright-core'

import { openAdmin, openScreen, setUp } from '../../test/support/admin.ts'
import { openBrowser } from '../../test/support/browser.ts'
import { cleanUp, runSluice, type Server, startServer } from '../../test/support/server.ts'

const ROWS = 1000
const COLUMNS = 20
/** An hour at one refresh in ten seconds. */
const REFRESHES = 360
const MB = 1_000_000

interface Promised {
  readonly what: string
  readonly figure: number
  readonly most: number
  readonly unit: string
}

/** Prints its figures; resolves with whether all were within their limits. */
export async function benchUi(rounds: number): Promise<boolean> {
  const [browser, server] = await Promise.all([openBrowser(), startServer()])
  try {
    const promised = await measure(browser, server, rounds)
    for (const { what, figure, most, unit } of promised) {
      const isKept = figure <= most
      console.log(
        `${what}: ${figure.toFixed(1)} ${unit} (at most ${most})${isKept ? '' : '  NOT KEPT'}`,
      )
    }
    return promised.every(({ figure, most }) => figure <= most)
  } finally {
    await browser.close()
    await server.stop()
    await cleanUp()
  }
}

async function measure(
  browser: Browser,
  server: Server,
  rounds: number,
): Promise<readonly Promised[]> {
  const { page } = await openAdmin(browser, server)
  await setUp(page, server)
  await runSluice(['demo', '--clicks', '2000', '--data', server.dataDir], '')
  const first = await firstPaint(page, server)
  const columns = await answerReports(page)
  const paints: number[] = []
  for (let round = 0; round < rounds; round++) {
    await page.goto(`${server.url}/admin/report?by=token_1&cols=${columns.join(',')}`)
    paints.push(await fromDataToPaint(page))
  }
  const ms = (what: string, figure: number, most: number): Promised => ({
    what,
    figure,
    most,
    unit: 'ms',
  })
  return [
    ms('first usable paint, warm', first, 300),
    ms(`report ${ROWS} × ${COLUMNS}, data to painted`, median(paints), 300),
    ms('report, a heading pressed to sorted and painted', await untilSorted(page), 100),
    ms('report, End pressed to painted', await untilMoved(page), 100),
    {
      what: 'heap after an hour of refreshes',
      figure: await growth(page),
      most: 20,
      unit: 'MB more',
    },
    ms('weight typed to share shown', await untilShare(page, server), 50),
  ]
}

/** Of a page whose files the browser has. */
async function firstPaint(page: Page, server: Server): Promise<number> {
  await openScreen(page, server, '/campaigns')
  await page.goto(`${server.url}/admin/campaigns`)
  await page.locator('tbody tr').first().waitFor()
  return page.evaluate(() => performance.now())
}

/** Every report is answered with the same rows from now on; the measures it has. */
async function answerReports(page: Page): Promise<readonly string[]> {
  const columns = await page.evaluate(async (count) => {
    const answer = await fetch('/public/api/v1/report/catalog')
    const { measures } = (await answer.json()) as { measures: { key: string }[] }
    return measures.slice(0, count).map(({ key }) => key)
  }, COLUMNS)
  const body = JSON.stringify(reportOf(columns))
  await page.route('**/report/query?*', (route) =>
    route.fulfill({ status: 200, contentType: 'application/json', body }),
  )
  return columns
}

function reportOf(columns: readonly string[]) {
  const measures = (at: number) =>
    Object.fromEntries(
      columns.map((key, index) => [key, ((at * 7919 + index * 104729) % 9973) / 7]),
    )
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    level: 1,
    path: [{ dimension: 'token_1', value: `zone-${at}`, label: `zone-${at}` }],
    m: measures(at),
    hasChildren: false,
    isOther: false,
  }))
  const meta = {
    asOf: '2026-01-01 00:00:00',
    timezone: 'UTC',
    currency: 'USD',
    totalRows: ROWS,
    excluded: { rows: 0, clicks: 0, cost: 0, revenue: 0 },
    partial: false,
    tookMs: 1,
    warnings: [],
  }
  return { rows, totals: measures(1), prevTotals: null, meta }
}

/** From the last byte of what the screen asked for until a frame with rows was on the screen. */
function fromDataToPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelectorAll('tbody tr[aria-rowindex]').length < 5) {
            requestAnimationFrame(look)
            return
          }
          requestAnimationFrame(() =>
            setTimeout(() => {
              const ends = performance
                .getEntriesByType('resource')
                .filter(({ name }) => /\/(report\/query|report\/catalog|batch)(\?|$)/.test(name))
                .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
              resolve(performance.now() - Math.max(...ends))
            }),
          )
        }
        look()
      }),
  )
}

/** Does `act` in the page and waits until `isDone` and a frame after it. */
function timed(page: Page, act: string, isDone: string): Promise<number> {
  return page.evaluate(
    ([doIt, ask]) =>
      new Promise<number>((resolve) => {
        const [run, test] = [
          document.querySelector<HTMLElement>(doIt),
          () => document.querySelector(ask) !== null,
        ]
        const started = performance.now()
        const look = () => {
          if (!test()) requestAnimationFrame(look)
          else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)))
        }
        if (run?.tagName === 'TABLE') {
          run.focus()
          run.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
        } else run?.click()
        look()
      }),
    [act, isDone] as const,
  )
}

const untilSorted = (page: Page) =>
  timed(page, 'thead th:nth-child(3) button', 'thead th:nth-child(3)[aria-sort]')

const untilMoved = (page: Page) =>
  timed(page, 'main table', `tbody tr.active[aria-rowindex="${ROWS + 1}"]`)

async function growth(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await refresh(page, 20)
  const before = await heap(session)
  await refresh(page, REFRESHES)
  const after = await heap(session)
  return (after - before) / MB
}

async function refresh(page: Page, times: number): Promise<void> {
  const button = page.locator('.period button.icon-only')
  for (let done = 0; done < times; done++) {
    const answered = page.waitForResponse('**/report/query?*')
    await button.click()
    await answered
  }
}

async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

async function untilShare(page: Page, server: Server): Promise<number> {
  await openScreen(page, server, '/campaigns/1/flows')
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const rows = [...document.querySelectorAll('.weight-row')]
        const row = rows.find((one) => one.querySelector('input:not([type=checkbox])') !== null)
        const input = row?.querySelector<HTMLInputElement>('input:not([type=checkbox])')
        const share = row?.querySelector('.share') ?? row
        if (!input || !share) return resolve(Number.NaN)
        const before = share.textContent
        const started = performance.now()
        const look = () => {
          if (share.textContent === before) requestAnimationFrame(look)
          else resolve(performance.now() - started)
        }
        input.value = '0'
        input.dispatchEvent(new Event('input', { bubbles: true }))
        look()
      }),
  )
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
