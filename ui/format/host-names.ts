/** Names of hosts as people write them: `пример.рф`, which addresses and DNS have as `xn--…`. */

const PREFIX = 'xn--'

/** A name that no browser would make of these letters stays as it is. */
export function readableHost(host: string): string {
  if (!host.includes(PREFIX)) return host
  const labels = host
    .split('.')
    .map((label) => (label.startsWith(PREFIX) ? decoded(label.slice(PREFIX.length)) : label))
  const text = labels.join('.')
  return asciiHost(text) === host ? text : host
}

/** As DNS has it; `''` for what is no name of a host. */
export function asciiHost(text: string): string {
  return URL.parse(`http://${text}/`)?.hostname ?? ''
}

// The numbers of RFC 3492.
const BASE = 36
const LEAST = 1
const MOST = 26
const SKEW = 38
const DAMP = 700
const FIRST_BIAS = 72
const FIRST_CODE = 128
const LAST_CODE = 0x10_ff_ff

/** Of one label without its prefix; `''` for what is none. */
function decoded(label: string): string {
  const end = label.lastIndexOf('-')
  const letters = Array.from(label.slice(0, Math.max(end, 0)))
  let [place, code, bias] = [0, FIRST_CODE, FIRST_BIAS]
  for (let at = end + 1; at < label.length; place++) {
    const before = place
    let weight = 1
    for (let step = BASE; ; step += BASE) {
      const digit = digitOf(label[at++])
      const threshold = Math.min(Math.max(step - bias, LEAST), MOST)
      place += digit * weight
      if (!(place <= Number.MAX_SAFE_INTEGER)) return ''
      if (digit < threshold) break
      weight *= BASE - threshold
    }
    bias = biasAfter(place - before, letters.length + 1, before === 0)
    code += Math.floor(place / (letters.length + 1))
    place %= letters.length + 1
    if (code > LAST_CODE) return ''
    letters.splice(place, 0, String.fromCodePoint(code))
  }
  return letters.join('')
}

/** `NaN` for what is none, or missing. */
function digitOf(sign: string | undefined): number {
  return sign !== undefined && /[a-z0-9]/.test(sign) ? (parseInt(sign, BASE) + MOST) % BASE : NaN
}

function biasAfter(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / count)
  let bias = 0
  for (; rest > ((BASE - LEAST) * MOST) / 2; bias += BASE) rest = Math.floor(rest / (BASE - LEAST))
  return bias + Math.floor(((BASE - LEAST + 1) * rest) / (rest + SKEW))
}
