/** Words of the inbox of postbacks that did not count: each cause and what to do about it. */
import type { Texts } from './texts.ts'

export const inboxWords = {
  'inbox.money': ['{sum} at stake', 'под вопросом {sum}'],
  'inbox.uploaded': ['uploaded line', 'загруженная строка'],
  'cause.missing_click_id': ['No click id', 'Нет id клика'],
  'cause.macro_not_replaced': ['Macro not replaced', 'Макрос не заменён'],
  'cause.unknown_click': ['Unknown click', 'Клик неизвестен'],
  'cause.malformed': ['Malformed', 'Неверный формат'],
  'cause.other_network': ['Another network’s click', 'Клик другой партнёрки'],
  'cause.key_required': ['Key required', 'Нужен ключ'],
  'cause.unsigned': ['Not signed', 'Нет подписи'],
  'cause.ip_not_allowed': ['Address not allowed', 'Адрес не разрешён'],
  'cause.unmapped_status': ['Status not mapped', 'Статус не сопоставлен'],
  'cause.unknown_tid': ['Unknown transaction', 'Транзакция неизвестна'],
  'cause.unknown_currency': ['Unknown currency', 'Валюта неизвестна'],
  'cause.bad_payout': ['Payout is no amount', 'Выплата — не число'],
  'cause.too_old': ['Click too old', 'Клик слишком старый'],
  'cause.deleted_campaign': ['Events were cleared', 'События кампании удалены'],
  'cause.deleted_click': ['Click was removed', 'Клик удалён'],
  'todo.missing_click_id': [
    'No parameter holds a click id. {who} sent {value}: compare them with the postback URL you gave it.',
    'Ни в одном параметре нет id клика. {who}, параметры: {value}. Сравните их с URL постбэка, который вы дали.',
  ],
  'todo.mapping': [
    '{who} sends our click id as {value}. Map it, and it is read from there from now on.',
    'Наш id клика приходит в параметре {value} ({who}). Сопоставьте его, и дальше он будет читаться оттуда.',
  ],
  'todo.macro_not_replaced': [
    '{who} sends {value} as it stands: correct the macro of the click id in the postback URL in its panel. What has come is lost unless you type the click id.',
    '{who} присылает {value} без замены: исправьте макрос id клика в URL постбэка в кабинете партнёрки. Пришедшее можно спасти, вписав id клика вручную.',
  ],
  'todo.unknown_click': [
    'The id looks right, but is not one of our clicks: it may be from another tracker, older than what is kept, or the offer URL lacks our click id. It is tried again by itself for an hour.',
    'Id похож на правильный, но клик не наш: из другого трекера, старше хранимых, или в URL оффера нет нашего id. В течение часа попытки повторяются сами.',
  ],
  'todo.malformed': [
    'No tracker makes such an id, or a status or transaction id is too long: {value}. Check which macro stands in the postback URL.',
    'Такой id не создаёт ни один трекер, либо статус или id транзакции слишком длинный: {value}. Проверьте, какой макрос стоит в URL постбэка.',
  ],
  'todo.other_network': [
    'The key belongs to another network than the offer of the click: give each network its own postback URL.',
    'Ключ принадлежит не той партнёрке, чей оффер у клика: дайте каждой партнёрке её собственный URL постбэка.',
  ],
  'todo.key_required': [
    'Calls without a key are switched off: give the network the postback URL with its key.',
    'Вызовы без ключа отключены: дайте партнёрке URL постбэка с её ключом.',
  ],
  'todo.unsigned': [
    'It named no click that could be found when it came. Its network signs its calls, and this one bears no right signature: upload the conversion by hand if the network confirms it.',
    'Когда вызов пришёл, клик по нему не нашёлся. Его партнёрка подписывает вызовы, а у этого нет верной подписи: загрузите конверсию вручную, если партнёрка её подтвердит.',
  ],
  'todo.ip_not_allowed': [
    '{value} is not among the addresses this network may call from. Add it there if the call is genuine.',
    'Адреса {value} нет среди тех, с которых может вызывать эта партнёрка. Добавьте его, если вызов настоящий.',
  ],
  'todo.unmapped_status': [
    'Nobody has said what these words mean. Say it once: what waits is tried again, later calls count by themselves.',
    'Значение этих слов не задано. Укажите его один раз: ждущие постбэки применятся, следующие засчитаются сами.',
  ],
  'todo.unknown_tid': [
    'The click has conversions, but none with the transaction {value}: a change came before the conversion itself, or the network sends another id.',
    'У клика есть конверсии, но ни одной с транзакцией {value}: изменение пришло раньше конверсии, или партнёрка шлёт другой id.',
  ],
  'todo.unknown_currency': [
    '{value} is no code of ISO 4217: correct the currency in the postback URL.',
    'Кода валюты {value} нет в ISO 4217: исправьте валюту в URL постбэка.',
  ],
  'todo.bad_payout': [
    '{value} is not an amount: check the payout macro in the postback URL.',
    '{value} — не сумма: проверьте макрос выплаты в URL постбэка.',
  ],
  'todo.too_old': [
    'The click is older than the conversion window, or than what is kept. It can be booked without the details of its click.',
    'Клик старше окна конверсии или срока хранения. Конверсию можно провести без данных клика.',
  ],
  'todo.deleted_campaign': [
    'The events of the click’s campaign were cleared. It can be booked without the details of its click.',
    'События кампании этого клика удалены. Конверсию можно провести без данных клика.',
  ],
  'todo.deleted_click': [
    'Somebody had the click removed by its id. It can be booked without the details of its click.',
    'Клик удалён по его id. Конверсию можно провести без данных клика.',
  ],
  'inbox.aNetwork': ['The network', 'Партнёрка'],
  'inbox.toNetwork': ['Open the network', 'Открыть партнёрку'],
  'inbox.empty': ['Everything was counted', 'Всё засчитано'],
  'inbox.emptyText': [
    'Postbacks that can’t be matched wait here with the reason.',
    'Постбэки, которые не удалось связать, ждут здесь с причиной.',
  ],
  'inbox.count': ['{n} postback|{n} postbacks', '{n} постбэк|{n} постбэка|{n} постбэков'],
  'inbox.times': ['From {first} to {last}', 'С {first} по {last}'],
  'inbox.calls': ['Look at them', 'Посмотреть'],
  'inbox.url': ['Call', 'Вызов'],
  'inbox.why': ['Reason', 'Причина'],
  'inbox.try': ['What would happen?', 'Что получится?'],
  'inbox.again': ['Try all again', 'Применить все снова'],
  'inbox.againChosen': ['Try again', 'Применить снова'],
  'inbox.clickless': ['Book without the click', 'Провести без клика'],
  'inbox.would': ['{accepted} of {all} would count', 'Засчитается {accepted} из {all}'],
  'inbox.wouldNot': ['the others: {reasons}', 'остальные: {reasons}'],
  'inbox.reapplied': [
    '{n} postback counts now|{n} postbacks count now',
    'Засчитан {n} постбэк|Засчитано {n} постбэка|Засчитано {n} постбэков',
  ],
  'outcome.duplicate': ['counted already', 'уже засчитан'],
  'outcome.out_of_order': ['overtaken by a later status', 'обогнан более поздним статусом'],
  'outcome.repeat_ignored': ['a repeat that is ignored', 'повтор, не считается'],
  'outcome.ignored': ['ignored by its status', 'не считается по статусу'],
  'outcome.unavailable': ['could not be stored now', 'сейчас не удалось сохранить'],
  'outcome.other': ['nothing changes', 'ничего не изменится'],
  'inbox.dismiss': ['Put aside', 'Убрать'],
  'inbox.dismissText': [
    'They stay stored, but are not shown here any more.',
    'Они сохранятся, но здесь больше не появятся.',
  ],
  'inbox.means': ['means', 'значит'],
  'inbox.map': ['Map and try again', 'Сопоставить и применить'],
  'inbox.mapTo': ['Read the click id from {name}', 'Читать id клика из {name}'],
  'inbox.edit': [
    'Change before trying: empty fields stay as they came',
    'Изменить перед применением: пустые поля останутся как есть',
  ],
  'inbox.status': ['Status', 'Статус'],
  'inbox.payout': ['Payout', 'Выплата'],
  'inbox.more': [
    'The newest {n} are shown.|The newest {n} are shown.',
    'Показан {n} новейший.|Показаны {n} новейших.|Показаны {n} новейших.',
  ],
  'inbox.pending': ['Payouts without a rate', 'Выплаты без курса'],
  'inbox.pendingText': [
    'These conversions count, but their money is in no sum until the currency has a rate.',
    'Эти конверсии засчитаны, но их деньги не входят в суммы, пока у валюты нет курса.',
  ],
  'inbox.setRate': ['Set the rate', 'Задать курс'],
  'inbox.wrongKeys': ['Calls with a wrong key', 'Вызовы с чужим ключом'],
  'inbox.wrongKeysText': [
    'Since the start {n} call came with a key that is none of ours. If it is your network’s address, paste the postback URL there again.|Since the start {n} calls came with a key that is none of ours. If it is your network’s address, paste the postback URL there again.',
    'С запуска пришёл {n} вызов с неизвестным ключом. Если это адрес вашей партнёрки, вставьте туда URL постбэка заново.|С запуска пришло {n} вызова с неизвестным ключом. Если это адрес вашей партнёрки, вставьте туда URL постбэка заново.|С запуска пришло {n} вызовов с неизвестным ключом. Если это адрес вашей партнёрки, вставьте туда URL постбэка заново.',
  ],
  'inbox.wrongKeysShow': ['The newest of them', 'Последние из них'],
} satisfies Texts
