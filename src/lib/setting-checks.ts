/** Checks of settings as people write them: each says what is wrong with a value, or `null`. */
import { parseIpRange } from './ip.ts'

/** Of a list with commas. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

export function checkListen(value: string): string | null {
  const match = /^(?:\[[0-9a-fA-F:]+\]|[^\s:]+):(\d{1,5})$/.exec(value)
  const port = Number(match?.[1] ?? Number.NaN)
  return port <= 65_535 ? null : 'must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080'
}

export function checkPorts(value: string): string | null {
  const isPort = (text: string) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535
  const wrong = listOf(value).find((item) => !isPort(item))
  return wrong === undefined ? null : `"${wrong}" is not a port from 1 to 65535`
}

export function checkRanges(value: string): string | null {
  const wrong = listOf(value).find((item) => parseIpRange(item) === null)
  return wrong === undefined
    ? null
    : `"${wrong}" is neither an address nor a network like 10.0.0.0/8`
}

export function oneOf(...allowed: string[]): (value: string) => string | null {
  return (value) => (allowed.includes(value) ? null : `must be one of ${allowed.join(', ')}`)
}
