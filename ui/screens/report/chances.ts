/** How sure a conversion rate is: its interval, and which of two rows converts better. Pure. */

export interface Rate {
  readonly clicks: number
  readonly leads: number
}

/** Below these nobody should decide anything by a rate. */
const ENOUGH: Rate = { clicks: 100, leads: 5 }
/** Two-sided 95 %. */
const Z = 1.959_964

/** Whether a rate can be spoken of: by event time there may be more leads than clicks. */
function isRate({ clicks, leads }: Rate): boolean {
  return clicks > 0 && leads >= 0 && leads <= clicks
}

function isEnough(rate: Rate): boolean {
  return isRate(rate) && rate.clicks >= ENOUGH.clicks && rate.leads >= ENOUGH.leads
}

/** The 95 % interval of Wilson (1927) in percent, as `cr_low` and `cr_high`; null without clicks. */
export function crInterval(rate: Rate): readonly [low: number, high: number] | null {
  if (!isRate(rate)) return null
  const { clicks: n, leads } = rate
  const share = leads / n
  const middle = share + (Z * Z) / (2 * n)
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n))
  const whole = 1 + (Z * Z) / n
  return [
    Math.max(0, (100 * (middle - half)) / whole),
    Math.min(100, (100 * (middle + half)) / whole),
  ]
}

/**
 * The probability that `a` converts better than `b`, 0…1: their rates are Beta(leads + 1, others + 1),
 * by the sum of Evan Miller, "Formulas for Bayesian A/B testing". Null when there is too little to tell.
 */
export function chanceBetter(a: Rate, b: Rate): number | null {
  if (!isEnough(a) || !isEnough(b)) return null
  // The sum has a term for each lead of one side: the shorter one is taken.
  return a.leads <= b.leads ? sumOfTerms(a, b) : 1 - sumOfTerms(b, a)
}

const MAX_TERMS = 20_000

function sumOfTerms(a: Rate, b: Rate): number {
  if (a.leads > MAX_TERMS) return normalChance(a, b)
  const [hitsB, missesB] = [b.leads + 1, b.clicks - b.leads + 1]
  const missesA = a.clicks - a.leads + 1
  const misses = missesA + missesB
  let term = logBeta(hitsB, misses) - logBeta(hitsB, missesB)
  let sum = 0
  for (let i = 0; i <= a.leads; i++) {
    sum += Math.exp(term)
    term += Math.log(((hitsB + i) / (hitsB + i + misses)) * ((missesA + i) / (1 + i)))
  }
  return Math.min(1, Math.max(0, sum))
}

/** With so many leads both rates are as good as normal. */
function normalChance(a: Rate, b: Rate): number {
  const [pa, pb] = [a.leads / a.clicks, b.leads / b.clicks]
  const deviation = Math.sqrt((pa * (1 - pa)) / a.clicks + (pb * (1 - pb)) / b.clicks)
  return deviation === 0 ? 0.5 : normal((pa - pb) / deviation)
}

/** Abramowitz & Stegun 26.2.17; off by less than 1e-7. */
function normal(z: number): number {
  const k = 1 / (1 + 0.231_641_9 * Math.abs(z))
  const weights = [0.319_381_53, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429]
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    weights.reduce((sum, weight, at) => sum + weight * k ** (at + 1), 0)
  return z >= 0 ? 1 - tail : tail
}

function logBeta(x: number, y: number): number {
  return logGamma(x) + logGamma(y) - logGamma(x + y)
}

/** Stirling's series, exact to 1e-10 from 10 on; below that by Γ(x + 1) = x Γ(x). For x > 0. */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x)
  const inverse = 1 / (x * x)
  const series = (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / x
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series
}
