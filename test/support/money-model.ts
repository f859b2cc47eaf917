/**
 * What conversions are worth, as `conversions.md` 3 to 5 says it in tables, written without a look at
 * the code that books them. Of one click at a time; money in micro-units.
 */

export type Upsell = 'off' | 'by_tid' | 'add'
type ModelClass = 'lead' | 'sale' | 'rebill' | 'rejected' | 'trash' | 'other'

/** `micros`: what a fixed offer pays, and any other where a call says nothing. */
export interface ModelOffer {
  readonly upsell: Upsell
  readonly isAuto: boolean
  readonly micros: number
}

export interface Said {
  readonly by: 'network' | 'person'
  readonly status: string
  readonly payout: string
  readonly currency: string
  readonly tid: string
}

interface Held {
  tid: string
  word: string
  class: ModelClass
  payout: number
  currency: string
  /** In the tracker's currency; `null`: its rate is not known. */
  amount: number | null
  /** Of its newest call, which a repetition repeats. */
  sent: { readonly payout: number; readonly currency: string }
  /** A person set the amount of an offer with a fixed one. */
  isByHand: boolean
  isUpsell: boolean
  isDeleted: boolean
}

interface ModelStep {
  readonly of: Held
  readonly importId: number | null
  readonly before: Held
  readonly isUndone: boolean
}

export interface ModelSums {
  readonly leads: number
  readonly conversions: number
  readonly upsells: number
  readonly rebills: number
  readonly conv_lead: number
  readonly conv_sale: number
  readonly conv_rejected: number
  readonly conv_trash: number
  readonly conv_other: number
  readonly revenue: number
  readonly revenue_hold: number
  readonly revenue_confirmed: number
  readonly revenue_rejected: number
}

const CLASSES: Readonly<Record<string, ModelClass>> = {
  lead: 'lead',
  sale: 'sale',
  Approved: 'sale',
  rebill: 'rebill',
  rejected: 'rejected',
  'charge-back': 'rejected',
  trash: 'trash',
}
const CODES: ReadonlySet<string> = new Set(['USD', 'EUR', 'JPY', 'XPF'])
/** One sign is tried, of a currency that has it alone. */
const AMOUNT = /^(-?)(€?)(\d{1,9})(?:\.(\d{1,6})|,(\d{1,2}))?$/

const isLost = (of: ModelClass) => of === 'rejected' || of === 'trash'
const isConfirmed = (of: ModelClass) => of === 'sale' || of === 'rebill' || of === 'other'

interface Worth {
  readonly payout: number
  readonly currency: string
  readonly isSaid: boolean
  /** What a person does to an amount set by hand, this one or an earlier one. */
  readonly hand: 'sets' | 'agrees' | 'frees' | 'nothing'
}

/** `rates`: millionths of a dollar for one unit; a code without one waits. */
export class ClickModel {
  readonly #held: Held[] = []
  readonly #steps: ModelStep[] = []
  readonly #offer: ModelOffer
  readonly #rates: ReadonlyMap<string, number>

  constructor(offer: ModelOffer, rates: ReadonlyMap<string, number>) {
    this.#offer = offer
    this.#rates = rates
  }

  /** What a call or a line comes to: `accepted` … or the cause it waits for. */
  say(said: Said, importId: number | null = null): string {
    const isPersons = said.by === 'person'
    const word = said.status === '' ? 'sale' : said.status
    const of = CLASSES[word] ?? (isPersons ? 'other' : null)
    if (of === null) return 'unmapped_status'
    const worth = this.#worth(said, of)
    if (typeof worth === 'string') return worth
    const counted = this.#held.filter(({ isDeleted }) => !isDeleted)
    const [first] = counted
    if (first === undefined) return this.#create({ said, word, of, worth, importId }, false)
    const meant = this.#meant(said, of, counted)
    const told = { said, word, of, worth, importId }
    if (meant !== null) return this.#onto(meant, told)
    // All of a history comes within the minute in which an equal call is a repetition.
    const isBare = ({ tid }: { readonly tid: string }) => tid === ''
    if (isBare(said) && counted.some((each) => isBare(each) && this.#isRepeated(each, told))) {
      return 'duplicate'
    }
    const lead = counted.find((each) => each.tid === '' && each.class === 'lead')
    if (lead !== undefined) return this.#onto(lead, told)
    if (isLost(of)) return 'unknown_tid'
    if (this.#offer.upsell === 'off') return 'repeat_ignored'
    return this.#create(told, isConfirmed(of))
  }

  /** All conversions of the click. */
  remove(): void {
    for (const held of this.#held.filter(({ isDeleted }) => !isDeleted)) {
      this.#step(held, null, false, { isDeleted: true })
    }
  }

  /** Of each conversion the newest steps, as far as they are the import's. */
  undo(importId: number): void {
    const stopped = new Set<Held>()
    for (const step of this.#steps.toReversed()) {
      if (step.importId !== importId || step.isUndone) stopped.add(step.of)
      else if (!stopped.has(step.of)) this.#step(step.of, importId, true, step.before)
    }
  }

  get sums(): ModelSums {
    const counted = this.#held.filter(({ isDeleted }) => !isDeleted)
    const of = counted[0]?.class
    const money = (is: (of: ModelClass) => boolean) =>
      counted.filter((each) => is(each.class)).reduce((all, { amount }) => all + (amount ?? 0), 0)
    const is = (...classes: ModelClass[]) => (of !== undefined && classes.includes(of) ? 1 : 0)
    return {
      leads: of === undefined ? 0 : 1,
      conversions: counted.length,
      upsells: counted.filter(({ isUpsell }) => isUpsell).length,
      rebills: counted.filter((each) => each.class === 'rebill').length,
      conv_lead: is('lead'),
      conv_sale: is('sale', 'rebill'),
      conv_rejected: is('rejected'),
      conv_trash: is('trash'),
      conv_other: is('other'),
      revenue: money((each) => !isLost(each)),
      revenue_hold: money((each) => each === 'lead'),
      revenue_confirmed: money((each) => each === 'sale' || each === 'rebill'),
      revenue_rejected: money(isLost),
    }
  }

  #worth({ by, payout, currency }: Said, of: ModelClass): Worth | string {
    const { isAuto, micros } = this.#offer
    const isSaid = payout !== '' && payout !== 'auto' && (isAuto || by === 'person')
    if (!isSaid) {
      const hand = by === 'person' && payout === 'auto' ? 'frees' : 'nothing'
      return { payout: micros, currency: 'USD', isSaid: !isAuto, hand }
    }
    const [, minus, euros, whole, point, comma] = AMOUNT.exec(payout) ?? []
    const isForeign = euros === '€' && CODES.has(currency || 'USD') && currency !== 'EUR'
    if (whole === undefined || isForeign || (minus !== '' && !isLost(of))) {
      const none = {
        payout: 0,
        currency: currency || 'USD',
        isSaid: false,
        hand: 'nothing',
      } as const
      return isLost(of) ? none : 'bad_payout'
    }
    if (currency !== '' && !CODES.has(currency)) return 'unknown_currency'
    const cents = (point ?? comma ?? '').padEnd(6, '0')
    const amount = { payout: Number(whole) * 1e6 + Number(cents), currency: currency || 'USD' }
    const isAgreed = amount.payout === micros && amount.currency === 'USD'
    const hand = isAuto ? 'nothing' : isAgreed ? 'agrees' : 'sets'
    return { ...amount, isSaid: true, hand }
  }

  #meant(said: Said, of: ModelClass, counted: readonly Held[]): Held | null {
    if (of === 'rebill' && said.by === 'network') {
      const isSame = (each: Held) => each.class === 'rebill' && each.tid === said.tid
      return (said.tid !== '' && counted.find(isSame)) || null
    }
    const named = counted.find(({ tid }) => tid === said.tid)
    return named ?? (said.tid === '' ? (counted[0] ?? null) : null)
  }

  #onto(held: Held, told: Told): string {
    const { said, of, word, worth } = told
    const isNetworks = said.by === 'network'
    const areIdless = said.tid === '' && held.tid === ''
    const isSumming = this.#offer.upsell === 'add' && areIdless
    if (isSumming && isConfirmed(of) && isConfirmed(held.class)) return this.#add(held, told)
    if (isNetworks && of === 'lead' && held.class !== 'lead') return 'out_of_order'
    if (this.#isRepeated(held, told)) return 'duplicate'
    const isFirstPay = held.class === 'lead' && held.payout === 0 && isConfirmed(of)
    const change: Partial<Held> = { word, class: of, ...(said.tid === '' ? {} : { tid: said.tid }) }
    if (worth.hand === 'frees') change.isByHand = false
    const isKept = held.isByHand && worth.hand === 'nothing'
    if (!isLost(of) && !isKept && (worth.isSaid || isFirstPay)) {
      change.isByHand = worth.hand === 'sets'
      const isSame = worth.payout === held.payout && worth.currency === held.currency
      Object.assign(change, { sent: worth })
      if (!isSame || held.amount === null) Object.assign(change, this.#money(worth))
    }
    this.#step(held, told.importId, false, change)
    return 'accepted'
  }

  #isRepeated(held: Held, { said, of, word, worth }: Told): boolean {
    if (of !== held.class || word !== held.word) return false
    if (said.tid !== '' && said.tid !== held.tid) return false
    if (said.by === 'person' && held.amount === null) return false
    if (held.isByHand && worth.hand === 'frees') return false
    if (!worth.isSaid || isLost(of)) return true
    if (held.isByHand && worth.hand === 'nothing') return true
    return worth.payout === held.sent.payout && worth.currency === held.sent.currency
  }

  #add(held: Held, told: Told): string {
    const { word, of, worth, importId } = told
    const counted = this.#held.filter((each) => !each.isDeleted && each.tid === '')
    const isLike = (each: Held) =>
      each.word === word &&
      !(told.said.by === 'person' && each.amount === null) &&
      !(each.isByHand && worth.hand === 'frees') &&
      (!worth.isSaid ||
        (each.isByHand && worth.hand === 'nothing') ||
        (worth.payout === each.sent.payout && worth.currency === each.sent.currency))
    if (counted.some(isLike)) return 'duplicate'
    const { amount } = this.#money(worth)
    const isByHand = held.isByHand || worth.hand === 'sets'
    const common = { word, class: of, sent: worth, isByHand }
    if (held.currency === worth.currency || held.payout === 0) {
      const sum = held.amount === null || amount === null ? null : held.amount + amount
      const payout = held.payout + worth.payout
      this.#step(held, importId, false, {
        ...common,
        payout,
        currency: worth.currency,
        amount: sum,
      })
    } else if (held.amount === null || amount === null) {
      return this.#create(told, true)
    } else {
      const rate = this.#rates.get(held.currency)!
      const payout = held.payout + Math.round((amount * 1e6) / rate)
      this.#step(held, importId, false, { ...common, payout, amount: held.amount + amount })
    }
    return 'accepted'
  }

  #create({ said, word, of, worth, importId }: Told, isUpsell: boolean): string {
    const held: Held = {
      tid: said.tid,
      word,
      class: of,
      ...this.#money(worth),
      sent: worth,
      isByHand: worth.hand === 'sets',
      isUpsell,
      isDeleted: false,
    }
    this.#held.push(held)
    this.#steps.push({
      of: held,
      importId,
      before: { ...held, isDeleted: true },
      isUndone: false,
    })
    return 'accepted'
  }

  #money({ payout, currency }: Worth): Pick<Held, 'payout' | 'currency' | 'amount'> {
    const rate = this.#rates.get(currency)
    const amount = payout === 0 ? 0 : rate === undefined ? null : Math.round((payout * rate) / 1e6)
    return { payout, currency, amount }
  }

  #step(of: Held, importId: number | null, isUndone: boolean, change: Partial<Held>): void {
    this.#steps.push({ of, importId, before: { ...of }, isUndone })
    Object.assign(of, change)
  }
}

interface Told {
  readonly said: Said
  readonly word: string
  readonly of: ModelClass
  readonly worth: Worth
  readonly importId: number | null
}
