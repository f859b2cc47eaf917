/** Writes small MMDB files (MaxMind DB format 2.0) so that every shape of record can be tested. */

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }

export interface Mmdb {
  readonly type: string
  readonly ipVersion: 4 | 6
  /** Networks as bits from the first one on, e.g. `00001000` for 8.0.0.0/8, and their records. */
  readonly networks: Readonly<Record<string, Value>>
}

const MARKER = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex')
const RECORD_BITS = 24
/** 2026-06-01 */
export const BUILT_AT = 1_780_272_000_000

export function mmdb({ type, ipVersion, networks }: Mmdb): Buffer {
  const records = Object.values(networks).map(encode)
  const nodes = treeOf(Object.keys(networks))
  const starts = records.map((_, index) =>
    records.slice(0, index).reduce((n, b) => n + b.length, 0),
  )
  const tree = Buffer.alloc(nodes.length * 6)
  nodes.forEach((pair, node) => {
    pair.forEach((target, side) => {
      tree.writeUIntBE(pointer(target, nodes.length, starts), node * 6 + side * 3, 3)
    })
  })
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: BUILT_AT / 1000,
    database_type: type,
    description: {},
    ip_version: ipVersion,
    languages: [],
    node_count: nodes.length,
    record_size: RECORD_BITS,
  })
  return Buffer.concat([tree, Buffer.alloc(16), ...records, MARKER, metadata])
}

/** Where a branch leads: a node, a record by its number, or nowhere. */
type Target = { readonly node: number } | { readonly record: number } | null

function treeOf(prefixes: readonly string[]): [Target, Target][] {
  const nodes: [Target, Target][] = [[null, null]]
  prefixes.forEach((bits, record) => {
    let at = 0
    bits.split('').forEach((bit, depth) => {
      const side = bit === '1' ? 1 : 0
      const known = nodes[at]![side]
      if (depth === bits.length - 1) nodes[at]![side] = { record }
      else if (known && 'node' in known) at = known.node
      else {
        nodes.push([null, null])
        nodes[at]![side] = { node: nodes.length - 1 }
        at = nodes.length - 1
      }
    })
  })
  return nodes
}

function pointer(target: Target, nodeCount: number, starts: readonly number[]): number {
  if (target === null) return nodeCount
  return 'node' in target ? target.node : nodeCount + 16 + starts[target.record]!
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') return tagged(2, Buffer.from(value))
  if (typeof value === 'number') return tagged(6, uint32(value))
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0, 14 - 7])
  if (isList(value)) {
    return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encode)])
  }
  const entries = Object.entries(value)
  const pairs = entries.flatMap(([key, item]) => [encode(key), encode(item)])
  return Buffer.concat([Buffer.from([(7 << 5) | entries.length]), ...pairs])
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** `type` below 8 and fewer than 285 bytes of payload. */
function tagged(type: number, payload: Buffer): Buffer {
  const size = payload.length
  const head = size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]
  return Buffer.concat([Buffer.from(head), payload])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** The bits of an IPv4 address in a tree of either version. */
export function bitsOf(address: string, prefix: number, ipVersion: 4 | 6 = 4): string {
  const bits = address.split('.').map((octet) => Number(octet).toString(2).padStart(8, '0'))
  return (ipVersion === 6 ? '0'.repeat(96) : '') + bits.join('').slice(0, prefix)
}
