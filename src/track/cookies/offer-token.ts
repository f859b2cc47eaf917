/**
 * The offer token: what a landing click needs to go on, signed, so that it works even when the
 * click's event is gone or was never stored (`click-api.md` 5).
 */
import { formatClickId, parseClickId } from '../../core/click-id.ts'
import { MAX_SKEW_SECONDS, seal, unseal } from './signing.ts'

export interface OfferToken {
  readonly clickId: string
  readonly campaignId: number
  readonly flowId: number
  readonly pathId: number
  readonly landingId: number
  /** 0 while the offer is not chosen. */
  readonly offerId: number
  /** Epoch milliseconds, whole seconds. */
  readonly issuedAt: number
}

const VERSION = '1'
const LIFE_SECONDS = 30 * 86_400
const ID_BYTES = 14
const BYTES = ID_BYTES + 6 * 4

export function signOfferToken(key: Uint8Array, token: OfferToken): string {
  const data = Buffer.alloc(BYTES)
  writeClickId(data, token.clickId)
  const numbers = [
    token.campaignId,
    token.flowId,
    token.pathId,
    token.landingId,
    token.offerId,
    Math.floor(token.issuedAt / 1000),
  ]
  numbers.forEach((number, index) => data.writeUInt32LE(number, ID_BYTES + index * 4))
  return seal(key, VERSION, data)
}

/** The content of a token signed with one of `keys`; tokens live 30 days. */
export function readOfferToken(
  keys: readonly Uint8Array[],
  text: string,
  now: number,
): OfferToken | 'forged' | 'expired' {
  const data = unseal(keys, VERSION, text)
  if (data === null || data.length !== BYTES) return 'forged'
  const number = (index: number) => data.readUInt32LE(ID_BYTES + index * 4)
  const age = now / 1000 - number(5)
  if (age < -MAX_SKEW_SECONDS) return 'forged'
  if (age > LIFE_SECONDS) return 'expired'
  return {
    clickId: readClickId(data),
    campaignId: number(0),
    flowId: number(1),
    pathId: number(2),
    landingId: number(3),
    offerId: number(4),
    issuedAt: number(5) * 1000,
  }
}

function writeClickId(data: Buffer, clickId: string): void {
  const parts = parseClickId(clickId)
  if (parts === null) throw new Error('An offer token is only made for our own click ids')
  data.writeUIntLE(parts.seq, 0, 6)
  data.writeUInt16LE(parts.node, 6)
  data.writeUIntLE(parts.check, 8, 6)
}

function readClickId(data: Buffer): string {
  return formatClickId({
    seq: data.readUIntLE(0, 6),
    node: data.readUInt16LE(6),
    check: data.readUIntLE(8, 6),
  })
}
