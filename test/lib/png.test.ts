import { expect, test } from 'bun:test'
import { inflateSync } from 'node:zlib'

import { pngOf } from '../../src/lib/png.ts'

const COLOURS = { light: [255, 255, 255], dark: [0, 0, 0] } as const

/** Dots of a picture as `pngOf` writes it: one bit each, rows with a leading zero. */
function dotsOf(png: Uint8Array): string[] {
  const data = Buffer.from(png)
  const size = data.readUInt32BE(16)
  const at = data.indexOf('IDAT')
  const rows = inflateSync(data.subarray(at + 4, at + 4 + data.readUInt32BE(at - 4)))
  const width = 1 + Math.ceil(size / 8)
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) =>
      ((rows[y * width + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1 ? '#' : '.',
    ).join(''),
  )
}

test.each([1, 2, 3, 5])('every field is a square of %d dots', (dots) => {
  const fields = ['#.#', '..#', '##.']
  const png = pngOf({ fields: 3, dots }, (x, y) => fields[y]?.[x] === '#', COLOURS)
  const wide = fields.map((row) =>
    row
      .split('')
      .map((dot) => dot.repeat(dots))
      .join(''),
  )
  expect(dotsOf(png)).toEqual(wide.flatMap((row) => Array.from({ length: dots }, () => row)))
})
