/** What a macro may read. The one source of a click's facts is its event, fresh or stored. */
import type { ConversionClass } from '../conversions/classes.ts'
import type { MacroDice } from '../dice.ts'
import type { Event } from '../event.ts'
import type { RoutingTables } from '../tables.ts'
import type { Encoder } from './escape.ts'
import type { Template } from './template.ts'

/** A conversion whose postback is being written. */
export interface ConversionFacts {
  readonly conversionId: string
  readonly deliveryId: string
  readonly status: ConversionClass
  /** The network's word, and its second one. */
  readonly originalStatus: string
  readonly status2: string
  readonly transactionId: string
  readonly revenueMicros: number
  readonly revenueCurrency: string
  readonly costMicros: number
  readonly time: number
}

/** What core can't make itself: signatures and files. */
export interface Outside {
  /** The signed offer token for the click as chosen so far; `''` if its path has no offer. */
  token(click: Event, clickId: string): string
  /** The absolute address of a signed one-hour page that goes on to the target; `null`: it is too long. */
  relayUrl(target: string): string | null
  /** The line of an uploaded file that a die falls on; `null` when there is no such file. */
  fileLine(name: string, die: number): string | null
  /** The click's city in that language, English where the language has no name for it. */
  cityIn(click: Event, language: string): string
  /** The index page of a local landing, kind `html`; `null` when its files are missing. */
  page(landingId: number): Template | null
}

/** For decisions that nobody acts on, such as those of the simulator. */
export const NO_OUTSIDE: Outside = {
  token: () => '',
  relayUrl: (target) => target,
  fileLine: () => null,
  cityIn: (click) => click.city,
  page: () => null,
}

export interface MacroContext {
  /** Where the chosen offer stands in its path, from 1; 0: nothing is being chosen, and the click tells. */
  offerPosition: number
  /** The ids in it say which names to look up, so it must hold the choice already. */
  readonly click: Event
  readonly clickId: string
  /** Scheme and host of the tracking domain that the visitor is on. */
  readonly origin: string
  readonly tables: RoutingTables
  /** When the visit was: landing clicks and postbacks say what it said. */
  readonly now: number
  /** Apart from the decision's dice. */
  readonly dice: MacroDice
  readonly outside: Outside
  readonly conversion: ConversionFacts | null
  /** Fills the click's offer: its own URL, or that inside its network's template. */
  readonly offerUrl: (context: MacroContext, of: 'own' | 'final') => string
}

export interface MacroType {
  readonly name: string
  readonly otherNames: readonly string[]
  /** Whether it may stand in a host: its value is the owner's or ours, never the visitor's. */
  readonly inHost: boolean
  /** Whether the value is an address that we made. */
  readonly isUrl: boolean
  /** Only postbacks have a value for it. */
  readonly needsConversion: boolean
  /** Whether it means something with these arguments; if not, it is as if nobody had the name. */
  readonly takes: (args: string) => boolean
  readonly value: (context: MacroContext, args: string) => string
  /** Takes the place of the usual encoder in URLs; `null` from it keeps the usual one. */
  readonly encoder: ((args: string) => Encoder | null) | null
}

type Traits = Partial<Pick<MacroType, 'inHost' | 'isUrl' | 'needsConversion' | 'encoder' | 'takes'>>

/** `names` are divided by blanks, the first one is the macro's own. */
export function macro(names: string, value: MacroType['value'], traits: Traits = {}): MacroType {
  const [name = '', ...otherNames] = names.split(' ')
  return { ...PLAIN, name, otherNames, value, ...traits }
}

const PLAIN: Required<Traits> = {
  inHost: false,
  isUrl: false,
  needsConversion: false,
  encoder: null,
  takes: (args) => args === '',
}

/** As `takes`: any arguments, or a language or encoding by its name, which scripts write in quotes. */
export const ANYTHING = () => true
export const WORD = (args: string) => /^[\w .:-]*$/.test(args)

/** Ids in text; 0 is no id. */
export function idText(id: number): string {
  return id === 0 ? '' : String(id)
}

export function flagText(isSet: boolean): string {
  return isSet ? '1' : '0'
}
