/** What operations on postbacks need of the running server. */
import type { Call as SentCall } from '../../../core/conversions/outgoing.ts'
import type { Event } from '../../../core/event.ts'
import type { Postback } from '../../../core/model.ts'
import type { ClickRecords } from '../../../db/money/click-records.ts'
import type { Resent } from '../../../db/money/deliveries.ts'
import type { PostbackLog } from '../../../db/money/postback-log.ts'
import type { WrongKeys } from '../../../track/conversions/wrong-keys.ts'
import type { Sample } from '../../../track/deliveries/preview.ts'
import type { TestClick, TestClickWish } from '../../../track/visits/test-click.ts'

/** What a receiver said to a test. */
export interface Heard {
  readonly verdict: string
  /** 0 without an answer. */
  readonly status: number
  readonly answer: string
  readonly durationMs: number
}

export interface PostbackTools {
  readonly records: ClickRecords
  readonly log: PostbackLog
  readonly wrongKeys: Pick<WrongKeys, 'list' | 'count'>
  /** `null`: not a click of ours. */
  readonly readClick: (clickId: string) => Promise<Event | null>
  /** `null`: what comes out is no address. */
  readonly preview: (postback: Postback, sample: Sample) => SentCall | null
  /** What a delivery would say by its entry as it is now; `null` if click or entry are gone. */
  readonly rewrite: (delivery: Resent) => Promise<SentCall | null>
  readonly makeTestClick: (
    wish: TestClickWish,
  ) => Promise<TestClick | 'no_campaign' | 'no_offer' | 'not_stored'>
  /** Has a request answered as if it had come over the network from this machine. */
  readonly callSelf: (request: Request) => Promise<Response>
  /** Whether a network's call would be judged now; tried without a trace. */
  readonly isCallJudged: () => Promise<boolean>
  /** Calls a receiver now, outside of the queue. */
  readonly send: (
    call: SentCall,
    texts: Pick<Postback, 'successText' | 'failureText'>,
  ) => Promise<Heard>
}
