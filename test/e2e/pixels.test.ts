/** The pixel page in a browser: whatever the owner's code does, the visitor gets where he wanted. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { browserStage } from '../support/browser-stage.ts'
import { newVisitor, openSite, type Site } from '../support/browser.ts'
import { BROWSER, type LinkInstallation, openLinks } from '../support/links.ts'
import { until } from '../support/until.ts'

const HOST = 'short.localhost'

const stage = browserStage()
let installation: LinkInstallation
let shop: Site
let network: Site

beforeAll(async () => {
  installation = await openLinks()
  shop = openSite('shop')
  network = openSite('network')
  shop.serve('/offer', { body: '<title>Offer</title>' })
  await installation.domain(HOST)
}, 60_000)

afterAll(() => Promise.all([shop?.stop(), network?.stop()]))

/** A headless browser says so, and robots get no page. */
const person = (options: object = {}) =>
  newVisitor(stage.browser, { userAgent: BROWSER, ...options })

/** The address of a link that shows these codes first. */
async function linkWith(codes: readonly string[], webUrl = `${shop.origin}/offer?a=1&b=2#f`) {
  const pixelIds: number[] = []
  for (const code of codes) {
    const { id } = await installation.need<{ id: number }>('POST', '/pixels', { name: 'P', code })
    pixelIds.push(id)
  }
  const made = await installation.link({ webUrl, pixelIds })
  return made.url
}

describe('with scripts', () => {
  test.each([
    ['a script that ends well', '<script>window.fine = 1</script>'],
    ['an exception', '<script>throw new Error("broken")</script>'],
    ['an unclosed script', '<script>var never = "closed"'],
    ['an unclosed comment', '<!-- never closed'],
    ['an unclosed textarea', '<textarea>'],
    ['an unclosed attribute', '<img src="'],
    ['a script that does not come', '<script src="http://127.0.0.1:9/never.js"></script>'],
    ['tags that end the page', '</body></html><title>x</title><plaintext>'],
    ['a redefinition of what we use', '<script>window.setTimeout = window.g = null</script>'],
  ])(
    '%s does not hold the visitor up',
    async (_name, code) => {
      const url = await linkWith([code])
      const { context, page } = await person()
      await page.goto(url, { waitUntil: 'commit' })
      await page.waitForURL(`${shop.origin}/offer?a=1&b=2#f`, { timeout: 10_000 })
      expect(await page.title()).toBe('Offer')
      await context.close()
    },
    20_000,
  )

  test('codes run, in their order, before the visitor goes on', async () => {
    const hit = (n: number) => `<img src="${network.origin}/hit${n}">`
    const url = await linkWith([hit(1), hit(2)])
    const { context, page } = await person()
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForURL(/\/offer/)
    await until('both pixels were asked for', () => network.requests.length >= 2)
    const paths = network.requests.map((request) => new URL(request.url).pathname)
    expect(paths.toSorted()).toEqual(['/hit1', '/hit2'])
    // The destination learns the short domain, not the word.
    expect(await page.evaluate(() => document.referrer)).toBe(`${new URL(url).origin}/`)
    await context.close()
  }, 20_000)

  test('going back does not lead to the page again', async () => {
    const url = await linkWith(['<i></i>'])
    const { context, page } = await person()
    await page.goto(`${network.origin}/start`).catch(() => null)
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForURL(/\/offer/)
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(3)
    await context.close()
  }, 20_000)

  test('a destination that tries to break out of its places arrives as it was', async () => {
    const webUrl = `${shop.origin}/offer?q='";alert(1)//</script><script>alert(2)</script>&amp;`
    const url = await linkWith(['<i></i>'], webUrl)
    const { context, page, complaints } = await person()
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForURL(/\/offer/)
    expect(page.url()).toBe(new URL(webUrl).href)
    expect([dialogs, complaints]).toEqual([[], []])
    await context.close()
  }, 20_000)
})

test('without scripts the page goes on by itself, and shows a link meanwhile', async () => {
  const url = await linkWith(['<!-- never closed'])
  const { context, page } = await person({ javaScriptEnabled: false })
  await page.goto(url, { waitUntil: 'domcontentloaded' })
  expect(await page.getByRole('link', { name: 'Continue' }).isVisible()).toBe(true)
  await page.waitForURL(/\/offer/, { timeout: 10_000 })
  await context.close()
}, 20_000)

test('in a frame of another page no code runs', async () => {
  const url = await linkWith([`<img src="${network.origin}/framed">`])
  shop.serve('/frame', { body: `<iframe src="${url}"></iframe>` })
  const { context, page } = await person()
  await page.goto(`${shop.origin}/frame`)
  await until('the frame shows the destination', () =>
    page.frames().some((frame) => frame.url().startsWith(`${shop.origin}/offer`)),
  )
  expect(network.requests.some((request) => request.url.endsWith('/framed'))).toBe(false)
  await context.close()
}, 20_000)
