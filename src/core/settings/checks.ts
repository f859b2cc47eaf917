/** What texts of settings must look like: each says what is wrong with a text, null when nothing is. */
import { parseIp, parseIpRange } from '../../lib/ip.ts'
import { isParameterName } from '../conversions/hints.ts'
import { fixedRateOf } from '../conversions/rates.ts'
import { statusWordOf } from '../conversions/statuses.ts'
import { mayBeAllowed } from '../links/destination.ts'

export const rangeProblem = (text: string): string | null =>
  parseIpRange(text) === null ? `"${text.slice(0, 60)}" is neither an address nor a network` : null

export const agentPartProblem = (text: string): string | null =>
  text.length >= 3 ? null : 'parts of user agents have at least 3 characters'

export const statusWordProblem = (text: string): string | null =>
  statusWordOf(text) === null ? `"${text.slice(0, 60)}" is not word=class` : null

export const parameterProblem = (text: string): string | null =>
  isParameterName(text) ? null : `"${text.slice(0, 60)}" is not the name of a parameter`

export const rateProblem = (text: string): string | null =>
  fixedRateOf(text) === null ? `"${text.slice(0, 60)}" is not a rate such as EUR=1.16` : null

export const tableProblem = (text: string): string | null =>
  text === '' || /^https?:\/\/[^\s/]+(\/\S*)?$/.test(text) ? null : 'must be an http address'

export const serverProblem = (text: string): string | null =>
  text === '' ? 'must be an http address' : tableProblem(text)

export const contactProblem = (text: string): string | null =>
  text === '' || /^(https?:\/\/\S+|[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+)$/.test(text)
    ? null
    : 'must be a mail address or an http address'

export const schemeProblem = (text: string): string | null =>
  mayBeAllowed(text.toLowerCase())
    ? null
    : `"${text.slice(0, 60)}" is not a scheme that may be allowed, such as myapp`

export const zoneProblem = (text: string): string | null =>
  text === '' || (text.length <= 190 && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(text))
    ? null
    : 'must be a name in lower case, such as dbl.example.org'

/** IPv6 with a port stands in brackets. */
const SERVER = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/

export const nameServerProblem = (text: string): string | null => {
  const [, bracketed, plain = '', port = '53'] = SERVER.exec(text) ?? []
  const isAddress = parseIp(text) !== null || parseIp(bracketed ?? plain) !== null
  const isPort = Number(port) >= 1 && Number(port) <= 65_535
  if (text === '' || (isAddress && isPort)) return null
  return 'must be an address, perhaps with a port, such as 127.0.0.1:53'
}

export const botTokenProblem = (text: string): string | null =>
  text === '' || /^\d{3,20}:[\w-]{20,100}$/.test(text)
    ? null
    : 'is no token of a bot: @BotFather gives one, such as 123456789:AAH…'

export const chatProblem = (text: string): string | null =>
  /^(-?\d{1,20}|@\w{4,32})$/.test(text)
    ? null
    : `"${text.slice(0, 60)}" is neither the number of a chat nor @channel`

export const timeOfDayProblem = (text: string): string | null =>
  text === '' || /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? null : 'must be a time such as 09:00'
