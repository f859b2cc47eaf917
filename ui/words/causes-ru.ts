/** Russian for why a postback is parked, and what a person can do about it. */
import { inboxWords } from './inbox.ts'
import type { SaidRule } from './texts.ts'

const HINTS: Readonly<Record<string, string>> = {
  'No known click-id parameter was sent; compare the parameters with the postback URL of the network.':
    'Нет ни одного известного параметра с id клика: сравните параметры с URL постбэка у партнёрки.',
  'The click id or the status arrived as a macro: it is written wrong in the network’s postback.':
    'Вместо id клика или статуса пришёл макрос: в постбэке партнёрки он написан с ошибкой.',
  'Well-formed, but not one of our clicks: from another tracker, older than what is kept, or an offer URL without our click id.':
    'Похож на id, но клик не наш: он из другого трекера, старше срока хранения, или в URL оффера нет нашего id клика.',
  'Its click is one of ours, in a part of the ledger that can’t be read: `sluice ledger check` names it. It is tried again for an hour and at each start, should that part be readable by then, and can be booked without the details of its click.':
    'Клик наш, но в той части журнала, которая не читается: её назовёт `sluice ledger check`. Попытки повторяются час и при каждом запуске; можно засчитать и без данных клика.',
  'No tracker makes such an id, or a status or transaction id is too long.':
    'Таких id трекеры не создают, либо статус или id транзакции слишком длинный.',
  'The key belongs to another network than the click’s offer.':
    'Ключ другой партнёрки, не той, чей оффер у клика.',
  'Calls without a key are switched off for this network or for the tracker.':
    'Постбэки без ключа отключены для этой партнёрки или для трекера.',
  'Its network signs its calls, and this one bears no right signature: book it by hand if it is genuine.':
    'Партнёрка подписывает постбэки, а у этого нет верной подписи: если он настоящий, засчитайте его вручную.',
  'The address is not among those that the network may call from.':
    'Адреса нет в списке тех, с которых партнёрка может слать постбэки.',
  'Nobody has said what this status means: map it, and the call is tried again.':
    'Что значит этот статус, никто не указал: сопоставьте его, и постбэк применится снова.',
  'The click has conversions, but none with this transaction id; the call is tried again when the next one comes.':
    'У клика есть конверсии, но ни одной с этим id транзакции; попытка повторится со следующей.',
  'The currency is no code of ISO 4217; the call is tried again when its offer or network changes.':
    'Такого кода валюты нет в ISO 4217; попытка повторится, когда изменится оффер или партнёрка.',
  'The payout is not an amount, or bears the sign of another currency; the call is tried again when its offer or network changes.':
    'Выплата — не сумма или со знаком другой валюты; попытка повторится, когда изменится оффер или партнёрка.',
  'The click’s conversions have changed a thousand times, which no network does: somebody is playing with its id. What is genuine can be set by hand.':
    'Конверсии клика менялись тысячу раз, чего партнёрки не делают: кто-то играет с его id. Настоящее можно внести вручную.',
  'The click is older than the conversion window, or than what is kept; it can be booked without the details of its click.':
    'Клик старше окна конверсий или срока хранения; можно засчитать без данных клика.',
  'The events of the click’s campaign were cleared: it can be booked without the details of its click.':
    'События кампании клика удалены: можно засчитать без данных клика.',
  'Somebody had the click removed by its id: it can be booked without the details of its click.':
    'Клик удалили по его id: можно засчитать без данных клика.',
}

const WORDS = Object.entries(inboxWords).flatMap(([key, [, words]]) => {
  const cause = /^cause\.(\w+)$/.exec(key)?.[1]
  return cause === undefined ? [] : [[cause, lowered(words)] as const]
})

/** Titles begin with a capital, but for abbreviations. */
function lowered(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}

/** After the sentence around them. */
export const CAUSES: readonly SaidRule[] = WORDS.flatMap(([cause, words]): SaidRule[] => [
  [new RegExp(`(: ждёт во входящих \\()${cause}\\)$`), `$1${words})`],
  [new RegExp(`(, причина: )${cause.replaceAll('_', ' ')}(?=[:.])`), `$1${words}`],
])

export const CAUSE_HINTS: readonly (readonly [english: string, russian: string])[] =
  Object.entries(HINTS)
