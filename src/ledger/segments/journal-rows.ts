/**
 * Walks over the JSON of journal rows without making anything of it: most texts of a row are known
 * already, and comparing bytes costs a fraction of making a string that is then thrown away.
 */

/** Hears of the cells of rows, row by row; places are those of the bytes that are walked over. */
export interface RowTaker {
  number(column: number, value: number): void
  /** What stands between the quotes, escapes as they are. */
  text(column: number, bytes: Buffer, from: number, to: number): void
  /** A text of a list. */
  item(column: number, position: number, bytes: Buffer, from: number, to: number): void
  rowEnd(): void
}

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const ZERO = 48
const NINE = 57
const OPEN = 91
const BACKSLASH = 92
const CLOSE = 93

/**
 * `json` is what `JSON.stringify` makes of a list of rows, whose cells are numbers, texts and lists
 * of texts; other cells are passed over. Throws where it ends too early.
 */
export function walkRows(json: Buffer, taker: RowTaker): void {
  let at = 1
  while (json[at] === OPEN) {
    at = afterRow(json, at + 1, taker)
    if (json[at] === COMMA) at++
  }
}

function afterRow(json: Buffer, from: number, taker: RowTaker): number {
  let at = from
  for (let column = 0; json[at] !== CLOSE; column++) {
    at = afterCell(json, at, column, taker)
    if (json[at] === COMMA) at++
  }
  taker.rowEnd()
  return at + 1
}

function afterCell(json: Buffer, from: number, column: number, taker: RowTaker): number {
  const first = json[from]!
  if (first === QUOTE) {
    const end = endOfText(json, from + 1)
    taker.text(column, json, from + 1, end)
    return end + 1
  }
  if (first === OPEN) return afterList(json, from + 1, column, taker)
  const end = endOfWord(json, from)
  if (first === MINUS || (first >= ZERO && first <= NINE)) {
    taker.number(column, readNumber(json, from, end))
  }
  return end
}

function afterList(json: Buffer, from: number, column: number, taker: RowTaker): number {
  let at = from
  for (let position = 0; json[at] !== CLOSE; position++) {
    if (json[at] === QUOTE) {
      const end = endOfText(json, at + 1)
      taker.item(column, position, json, at + 1, end)
      at = end + 1
    } else {
      at = endOfWord(json, at)
    }
    if (json[at] === COMMA) at++
  }
  return at + 1
}

function endOfText(json: Buffer, from: number): number {
  for (let at = from; at < json.length; at++) {
    const byte = json[at]
    if (byte === QUOTE) return at
    if (byte === BACKSLASH) at++
  }
  throw new Error('the JSON of journal rows ends in a text')
}

/** Of a number or `null`. */
function endOfWord(json: Buffer, from: number): number {
  for (let at = from; at < json.length; at++) {
    if (json[at] === COMMA || json[at] === CLOSE) return at
  }
  throw new Error('the JSON of journal rows ends too early')
}

/** Nearly all are digits only; those with a sign, a fraction or an exponent take the long way. */
function readNumber(json: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = json[at]! - ZERO
    if (digit < 0 || digit > 9) return Number(json.toString('latin1', from, to))
    value = value * 10 + digit
  }
  return value
}
