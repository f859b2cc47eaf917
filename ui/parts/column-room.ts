/**
 * How much room columns need: fonts differ, so their texts are measured as
 * they will be drawn.
 */

/** As in the style sheets: headings, the boldest of numbers, what stands below numbers. */
const FONTS = {
  heading: '600 12.5px',
  number: '650 14px',
  text: '400 14px',
  below: '650 11px',
} as const

type Look = keyof typeof FONTS

const PADDING = 20
const HEADING_LINES = 3
/** Digits in columns are as wide as each other, which no canvas measures. */
const SLACK = 3

let pen: CanvasRenderingContext2D | null = null
/** Asked once: to know it the page is laid out. */
let family = ''

function textWidth(text: string, look: Look): number {
  pen ??= document.createElement('canvas').getContext('2d')
  if (pen === null) return text.length * 8
  family ||= getComputedStyle(document.body).fontFamily
  pen.font = `${FONTS[look]} ${family}`
  return pen.measureText(text).width
}

/** Room for a heading on up to three lines, the widest of the numbers, and what stands below one. */
export function numberColumnWidth(title: string, numbers: readonly string[], below = ''): number {
  const words = title.split(' ').map((word) => textWidth(word, 'heading'))
  const heading = wrappedWidth(words, textWidth(' ', 'heading'), HEADING_LINES)
  const widths = numbers.map((text) => textWidth(text, 'number'))
  const widest = Math.max(textWidth(below, 'below'), ...widths)
  return Math.ceil(PADDING + SLACK + Math.max(heading, widest))
}

const LONGEST = 20
const WIDEST_TEXT = 340

/** Of twenty letters and digits. */
export const CLICK_ID_WIDTH = 212

/** Room for the widest of the texts, up to what a column of them may take of a screen. */
export function textColumnWidth(texts: readonly string[]): number {
  // Of thousands the longest are measured.
  const longest = texts.toSorted((a, b) => b.length - a.length).slice(0, LONGEST)
  const widest = Math.max(0, ...longest.map((text) => textWidth(text, 'text')))
  return Math.ceil(PADDING + SLACK + Math.min(WIDEST_TEXT, widest))
}

/** The narrowest box in which words of these widths take no more than so many lines. */
export function wrappedWidth(words: readonly number[], space: number, lines: number): number {
  const runs = words.flatMap((_, from) =>
    words.slice(from).map((_, more) => lineWidth(words.slice(from, from + more + 1), space)),
  )
  const narrowest = Math.max(0, ...words)
  const enough = runs
    .filter((width) => width >= narrowest)
    .toSorted((a, b) => a - b)
    .find((width) => linesWithin(words, space, width) <= lines)
  return enough ?? narrowest
}

function lineWidth(words: readonly number[], space: number): number {
  return words.reduce((sum, width) => sum + width, 0) + space * (words.length - 1)
}

function linesWithin(words: readonly number[], space: number, width: number): number {
  let lines = 1
  let used = -space
  for (const word of words) {
    if (used + space + word > width) {
      lines++
      used = word
    } else used += space + word
  }
  return lines
}
