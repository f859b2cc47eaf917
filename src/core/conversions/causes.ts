/** Why calls are kept instead of counted, and what a person can do about each (`conversions.md` 7). */

export type Cause =
  | 'missing_click_id'
  | 'macro_not_replaced'
  | 'unknown_click'
  | 'unreadable_click'
  | 'malformed'
  | 'other_network'
  | 'key_required'
  | 'unsigned'
  | 'ip_not_allowed'
  | 'unmapped_status'
  | 'unknown_tid'
  | 'unknown_currency'
  | 'bad_payout'
  | 'too_many'
  | 'too_old'
  | 'deleted_campaign'
  | 'deleted_click'

export const HINTS: Readonly<Record<Cause, string>> = {
  missing_click_id:
    'No known click-id parameter was sent; compare the parameters with the postback URL of the network.',
  macro_not_replaced:
    'The click id or the status arrived as a macro: it is written wrong in the network’s postback.',
  unknown_click:
    'Well-formed, but not one of our clicks: from another tracker, older than what is kept, or an offer URL without our click id.',
  unreadable_click:
    'Its click is one of ours, in a part of the ledger that can’t be read: `sluice ledger check` names it. It is tried again for an hour and at each start, should that part be readable by then, and can be booked without the details of its click.',
  malformed: 'No tracker makes such an id, or a status or transaction id is too long.',
  other_network: 'The key belongs to another network than the click’s offer.',
  key_required: 'Calls without a key are switched off for this network or for the tracker.',
  unsigned:
    'Its network signs its calls, and this one bears no right signature: book it by hand if it is genuine.',
  ip_not_allowed: 'The address is not among those that the network may call from.',
  unmapped_status: 'Nobody has said what this status means: map it, and the call is tried again.',
  unknown_tid:
    'The click has conversions, but none with this transaction id; the call is tried again when the next one comes.',
  unknown_currency:
    'The currency is no code of ISO 4217; the call is tried again when its offer or network changes.',
  bad_payout:
    'The payout is not an amount, or bears the sign of another currency; the call is tried again when its offer or network changes.',
  too_many:
    'The click’s conversions have changed a thousand times, which no network does: somebody is playing with its id. What is genuine can be set by hand.',
  too_old:
    'The click is older than the conversion window, or than what is kept; it can be booked without the details of its click.',
  deleted_campaign:
    'The events of the click’s campaign were cleared: it can be booked without the details of its click.',
  deleted_click:
    'Somebody had the click removed by its id: it can be booked without the details of its click.',
}

/** Of the answer to the network; `null`: the call counts. */
export function answerStatus(cause: Cause | null): number {
  return cause === 'ip_not_allowed' ? 403 : 200
}

export const CAUSES = Object.keys(HINTS) as readonly Cause[]
