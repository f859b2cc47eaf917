/** Percent-encoding in one-byte encodings such as windows-1251, for networks that are not on UTF-8. */
import { lately } from '../../lib/lru.ts'
import { type Encoder, percentEncode } from './escape.ts'

/** `null` for UTF-8 and no charset at all; a charset that we do not have makes the value empty. */
export function charsetEncoder(charset: string): Encoder | null {
  const label = charset.trim().toLowerCase()
  return label === '' || label === 'utf-8' || label === 'utf8' ? null : encoderFor(label)
}

/** Every one-byte encoding of the Encoding standard has fewer names together. */
const MAX_CHARSETS = 200
const encoderFor = lately(MAX_CHARSETS, makeEncoder)

function makeEncoder(label: string): Encoder {
  const bytes = byteTable(label)
  if (bytes === null) return () => ''
  return (value) => {
    let out = ''
    for (const character of value) {
      const byte = bytes.get(character)
      if (byte === undefined) out += '%3F'
      else if (byte < 0x80) out += percentEncode(character)
      else out += `%${byte.toString(16).toUpperCase()}`
    }
    return out
  }
}

function byteTable(label: string): Map<string, number> | null {
  try {
    const decoder = new TextDecoder(label as 'utf-8')
    const text = decoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
    // Encodings of several bytes give fewer characters, or replacements, for this run.
    if (text.length !== 256) return null
    return new Map(Array.from(text, (character, byte) => [character, byte]))
  } catch {
    return null
  }
}
