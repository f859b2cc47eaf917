/**
 * Numbers of values that stand alone: each occurs once, in one segment, so none has to be found again
 * and nothing is looked up. Texts are copied together and stay bytes until somebody asks for one.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'
import type { Dimension } from '../../core/reports/dimensions.ts'
import type { TextColumn } from '../../ledger/columns/column.ts'
import type { TextBlock } from '../../ledger/columns/text-block.ts'
import { dictionarySize } from './encode.ts'
import type { ValueNumbers } from './groups.ts'
import { rankOfBytes, rankOfText } from './text-ranks.ts'
import { compareSpans } from './texts.ts'

export interface SegmentNumbers extends ValueNumbers {
  /** For another segment. */
  clear(): void
}

/** Above the codes of a dictionary: places among the values that came as such. */
const VALUE = 2 ** 31

export function segmentNumbers({ plain }: Dimension): SegmentNumbers {
  const texts = heldTexts()
  const codes = growingList()
  const values: (string | null)[] = []

  function holds({ packed }: TextColumn): boolean {
    return packed !== undefined && packed.use(texts.hold)
  }

  return {
    get size() {
      return codes.size()
    },
    clear() {
      texts.clear()
      codes.clear()
      values.length = 0
    },
    value(number) {
      const code = codes.at(number)
      return code < VALUE ? texts.text(code) || null : values[code - VALUE]!
    },
    numberEach({ codes: of, cell, texts: column }, { rows, count }) {
      const dictionary = column !== undefined && plain !== null && holds(column) ? column : null
      const held = dictionary === null ? 0 : dictionarySize(dictionary)
      codes.reserve(count)
      for (let at = 0; at < count; at++) {
        const code = of === null ? 0 : of[rows[at]!]!
        codes.add(code < held ? code : VALUE + values.push(cell(code)) - 1)
      }
    },
    numberOf: noTable,
    textsOf: noTable,
    numberOfText: noTable,
    ranks(numbers, count, notSet) {
      const ranks = new Float64Array(count)
      const all = codes.all()
      texts.rank(all, numbers, ranks, notSet)
      if (values.length === 0) return ranks
      for (let at = 0; at < count; at++) {
        const code = all[numbers[at]!]!
        if (code < VALUE) continue
        const value = values[code - VALUE]!
        ranks[at] = value === null ? notSet : rankOfText(value)
      }
      return ranks
    },
    compare(a, b) {
      const [left, right] = [codes.at(a), codes.at(b)]
      return left < VALUE && right < VALUE ? texts.compare(left, right) : null
    },
    pack: noTable,
    unpack: noTable,
  }
}

function noTable(): never {
  throw new Error('values that stand alone are not looked up, nor joined with others')
}

/** The texts of one dictionary in Latin-1, by code. */
function heldTexts() {
  let ends = new Uint32Array(0)
  let bytes = new Uint8Array(0)
  let isHeld = false
  const span = (code: number) => ({ from: code === 0 ? 0 : ends[code - 1]!, to: ends[code]! })
  return {
    /** Whether it can; nothing new if one is held: until `clear` all are the same. */
    hold(block: TextBlock): boolean {
      if (block.isWide || isHeld) return isHeld
      if (ends.length < block.ends.length) ends = new Uint32Array(block.ends.length)
      if (bytes.length < block.bytes.length) bytes = new Uint8Array(block.bytes.length)
      ends.set(block.ends)
      bytes.set(block.bytes)
      isHeld = true
      return true
    },
    clear: () => (isHeld = false),
    text(code: number): string {
      const { from, to } = span(code)
      return Buffer.from(bytes.buffer, from, to - from).toString('latin1')
    },
    /** Writes the ranks of the numbers whose code is that of a text here, and leaves the others. */
    rank(codes: Uint32Array, numbers: Uint32Array, ranks: Float64Array, notSet: number): void {
      const [ownEnds, ownBytes] = [ends, bytes]
      for (let at = 0; at < ranks.length; at++) {
        const code = codes[numbers[at]!]!
        if (code >= VALUE) continue
        const from = code === 0 ? 0 : ownEnds[code - 1]!
        const to = ownEnds[code]!
        ranks[at] = from === to ? notSet : rankOfBytes(ownBytes, from, to)
      }
    },
    compare: (a: number, b: number) => compareSpans(bytes, span(a), span(b)),
  }
}

function growingList() {
  let items = new Uint32Array(SEGMENT_ROWS)
  let size = 0
  return {
    size: () => size,
    at: (place: number) => items[place]!,
    /** Longer than there are items. */
    all: () => items,
    clear: () => (size = 0),
    /** Makes room for so many more. */
    reserve(count: number): void {
      if (size + count > items.length)
        items = new Uint32Array(items.buffer.transfer(8 * (size + count)))
    },
    add(item: number): void {
      items[size++] = item
    },
  }
}
