/** Macros that make a value: dates, chance, lines of a file. A bad argument gives nothing. */
import { isTimeZone } from '../../lib/zoned-time.ts'
import { ANYTHING, macro, type MacroContext } from './context.ts'
import { formatDate } from './date-format.ts'

const RANDOM_LIMIT = 1_000_000_000_000

export const valueMacros = [
  macro('date', date, { takes: ANYTHING }),
  macro('unixtime', ({ now }) => String(Math.floor(now / 1000))),
  macro('week', ({ now }) => formatDate('W', 'UTC', now)),
  macro('random', random, { takes: ANYTHING }),
  macro('sample', sample, { inHost: true, takes: ANYTHING }),
  macro('from_file', fromFile, { inHost: true, takes: ANYTHING }),
]

/** `format,zone`. The format may hold commas; the last part is the zone if it names one. */
function date({ now }: MacroContext, args: string): string {
  const comma = args.lastIndexOf(',')
  const zone = args.slice(comma + 1).trim()
  if (comma >= 0 && isTimeZone(zone)) return formatDate(args.slice(0, comma) || 'Y-m-d', zone, now)
  if (/\w\/\w/.test(zone) && comma >= 0) return ''
  return formatDate(args || 'Y-m-d', 'UTC', now)
}

/** A whole number from `min` to `max`, both included. */
function random({ dice }: MacroContext, args: string): string {
  const match = /^\s*(-?\d{1,13})\s*,\s*(-?\d{1,13})\s*$/.exec(args)
  if (match === null) return ''
  const [min, max] = [Number(match[1]), Number(match[2])]
  if (min > max || max - min > RANDOM_LIMIT) return ''
  return String(min + Math.floor(dice(`random:${args}`) * (max - min + 1)))
}

function sample({ dice }: MacroContext, args: string): string {
  const choices = args.split(',')
  return choices[Math.floor(dice(`sample:${args}`) * choices.length)]?.trim() ?? ''
}

function fromFile({ outside, dice }: MacroContext, args: string): string {
  return args === '' ? '' : (outside.fileLine(args.trim(), dice(`from_file:${args}`)) ?? '')
}
