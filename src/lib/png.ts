/** Writes small pictures of two colours as PNG: one bit per dot, a palette, nothing else. */
import { crc32, deflateSync } from 'node:zlib'

export type Rgb = readonly [red: number, green: number, blue: number]

export interface TwoColours {
  readonly light: Rgb
  readonly dark: Rgb
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const PALETTE = 3

/** A square of so many fields a side, each so many dots. */
export interface Grid {
  readonly fields: number
  readonly dots: number
}

/** `isDark` tells each field. */
export function pngOf(
  grid: Grid,
  isDark: (x: number, y: number) => boolean,
  { light, dark }: TwoColours,
): Uint8Array {
  const size = grid.fields * grid.dots
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([1, PALETTE, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from([...light, ...dark])),
    chunk('IDAT', deflateSync(rowsOf(grid, isDark))),
    chunk('IEND', new Uint8Array(0)),
  ])
}

/** Each row begins with the number of its filter: none. The rows of a field are copies of its first. */
function rowsOf({ fields, dots }: Grid, isDark: (x: number, y: number) => boolean): Uint8Array {
  const size = fields * dots
  const width = 1 + Math.ceil(size / 8)
  const rows = new Uint8Array(width * size)
  for (let y = 0; y < fields; y++) {
    const start = y * dots * width
    for (let x = 0; x < size; x++) {
      if (isDark(Math.floor(x / dots), y)) rows[start + 1 + (x >> 3)]! |= 0x80 >> (x & 7)
    }
    for (let copy = 1; copy < dots; copy++)
      rows.copyWithin(start + copy * width, start, start + width)
  }
  return rows
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
