/** What a page takes away and puts back, e.g. while it reads anew what was saved. */
import type { Page } from 'playwright-core'

/**
 * Watches the screen from now on; the answer names each text and control that was there now and then,
 * and missing in between.
 */
export async function watchBlinks(page: Page): Promise<() => Promise<readonly string[]>> {
  const watch = await page.evaluateHandle(() => {
    const shown = () => {
      const counts = new Map<string, number>()
      for (const element of document.querySelectorAll<HTMLElement>('main *')) {
        const own = [...element.childNodes].flatMap((node) =>
          node instanceof Text ? (node.data.trim() === '' ? [] : [node.data.trim()]) : [],
        )
        const controls = element.matches('button, input, select, textarea, svg, canvas')
          ? [`<${element.localName}> ${element.ariaLabel ?? ''}`]
          : []
        if (own.length + controls.length === 0 || !element.checkVisibility()) continue
        for (const name of [...own, ...controls]) counts.set(name, (counts.get(name) ?? 0) + 1)
      }
      return counts
    }
    const first = shown()
    const least = new Map(first)
    new MutationObserver(() => {
      const now = shown()
      for (const [name, count] of least) least.set(name, Math.min(count, now.get(name) ?? 0))
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
    return () => {
      const last = shown()
      return [...first].flatMap(([name, before]) => {
        const stayed = Math.min(before, last.get(name) ?? 0)
        return (least.get(name) ?? 0) < stayed ? [name] : []
      })
    }
  })
  return () => watch.evaluate((blinked) => blinked())
}
