/** Why an outgoing postback was not sent, in words. */
import type { DeliveryRecord } from './records.ts'

const SKIPPED: ReadonlyMap<string, string> = new Map([
  ['test_click', 'tests are told to nobody'],
  ['provisional_click', 'nobody is told of a click that no person has confirmed'],
  ['silent', 'the call asked for silence'],
  ['payout_only', 'only its payout changed, which is not told'],
  ['not_first', 'only the first conversion of a click is told'],
  ['not_approved', 'only confirmed conversions are told'],
  ['percent', 'this click is not in the share of conversions that is told'],
  ['external_id_empty', 'the click came without an external id'],
  ['external_id_unexpanded', 'the source sent its macro in place of an external id'],
  ['required_empty', 'a required macro was empty'],
  ['bad_url', 'the filled address is none'],
  ['same_url', 'another entry has the same address'],
  ['campaign_decides', 'the campaign does not want that address called'],
  ['entry_gone', 'the postback it was to be told by is gone'],
  ['conversion_gone', 'the conversion was deleted before its rate came'],
])

/** Part of a sentence. */
export function whySkipped({ reason, detail }: DeliveryRecord): string {
  const why = SKIPPED.get(reason) ?? reason
  return detail === '' ? why : `${why} (${detail})`
}
