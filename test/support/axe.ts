/** What axe finds wrong with a page as it stands, open dialogs included. */
import { readFileSync } from 'node:fs'

import type { Page } from 'playwright-core'

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** The policy lets no script in, so axe runs in a world of the test's own. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await standsStill(page)
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  })
  const evaluate = async (expression: string) => {
    const options = {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    }
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', options)
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return result.value as unknown
  }
  await evaluate(`${AXE};0`)
  const found =
    await evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 140)).join(' | ')))`)
  await session.detach()
  return found as readonly string[]
}

/** Ten frames in which nothing is loaded: a refresh may begin when the screen is there. */
async function standsStill(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const counter = window as unknown as { calmFrames?: number }
    const isCalm = document.querySelector('[aria-busy=true], .dimmed') === null
    counter.calmFrames = isCalm ? (counter.calmFrames ?? 0) + 1 : 0
    return counter.calmFrames > 10
  })
}
