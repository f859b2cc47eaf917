/** Words of comparing with a network's list, of its signature, of own templates, of acts on many. */
import type { Texts } from './texts.ts'

export const reconcileWords = {
  'reconcile.open': ['Compare with a network', 'Сверить с партнёркой'],
  'reconcile.file': ['The network’s CSV file', 'CSV-файл партнёрки'],
  'reconcile.hint': [
    'The first line has the titles. Ours of the period shown are compared.',
    'В первой строке заголовки. Сверяются наши конверсии за выбранный период.',
  ],
  'reconcile.tooLarge': ['The file is larger than 1.5 MB', 'Файл больше 1,5 МБ'],
  'reconcile.columns': ['What the columns hold', 'Что в столбцах'],
  'reconcile.auto': ['by its title', 'по заголовку'],
  'reconcile.clickId': ['Click id', 'Id клика'],
  'reconcile.transactionId': ['Transaction id', 'Id транзакции'],
  'reconcile.time': ['Time', 'Время'],
  'reconcile.compare': ['Compare', 'Сверить'],
  'reconcile.equal': [
    '{n} line is equal here and there.|{n} lines are equal here and there.',
    '{n} строка совпадает.|{n} строки совпадают.|{n} строк совпадают.',
  ],
  'reconcile.onlyThere': ['Only there: {n}', 'Только у них: {n}'],
  'reconcile.onlyHere': ['Only here: {n}', 'Только у нас: {n}'],
  'reconcile.differing': ['Differing: {n}', 'Различаются: {n}'],
  'reconcile.there': ['There', 'У них'],
  'reconcile.here': ['Here', 'У нас'],
  'reconcile.line': ['Line', 'Строка'],
  'reconcile.chooseLine': ['Choose line {n}', 'Выбрать строку {n}'],
  'reconcile.chooseAll': ['Choose all of the list', 'Выбрать весь список'],
  'reconcile.shown': [
    'The first {n} is shown; all are chosen together.|The first {n} are shown; all are chosen together.',
    'Показана первая {n}; выбираются все.|Показаны первые {n}; выбираются все.|Показаны первые {n}; выбираются все.',
  ],
  'reconcile.apply': [
    'Book {n} line as the network says|Book {n} lines as the network says',
    'Провести {n} строку по данным партнёрки|Провести {n} строки по данным партнёрки|Провести {n} строк по данным партнёрки',
  ],
  'reconcile.failed': [
    '{n} line was not booked: {causes}|{n} lines were not booked: {causes}',
    '{n} строка не проведена: {causes}|{n} строки не проведены: {causes}|{n} строк не проведены: {causes}',
  ],
  'reconcile.nothing': ['Nothing in this list', 'В этом списке пусто'],
  'clicks.days': [
    'In reports: by click time on {click}, by event time on {conversion}',
    'В отчётах: по времени клика — {click}, по времени события — {conversion}',
  ],
  'network.signature': ['Signed calls: parameter', 'Подпись постбэков: параметр'],
  'network.signatureHint': [
    'It holds the HMAC-SHA256 of the rest of the query. Empty: calls are not signed.',
    'В нём HMAC-SHA256 остальной части запроса. Пусто: постбэки не подписаны.',
  ],
  'network.secret': ['Secret of the signature', 'Секрет подписи'],
  'network.secretSet': [
    'A secret is kept; empty: as it is',
    'Секрет сохранён; пусто — без изменений',
  ],
  'network.secretHint': [
    'At least 8 characters; never shown again',
    'Не короче 8 символов; больше не показывается',
  ],
  'offer.reviewAbove': ['Look at payouts above', 'Проверять выплаты выше'],
  'offer.reviewAboveHint': [
    'Such a conversion counts and is marked for review. Empty: none is.',
    'Такая конверсия засчитывается с пометкой «на проверку». Пусто: никакая.',
  ],
  'campaign.statuses': ['Statuses that are paid for', 'Оплачиваемые статусы'],
  'campaign.statusesHint': [
    'One a line, e.g. sale. Empty: the first conversion of each click.',
    'По одному в строке, например sale. Пусто: первая конверсия каждого клика.',
  ],
  'template.own': ['own', 'свой'],
  'template.import': ['Import templates', 'Импорт шаблонов'],
  'template.file': ['A JSON file', 'Файл JSON'],
  'template.tooLarge': ['The file is larger than 1 MB', 'Файл больше 1 МБ'],
  'template.notJson': ['This is not JSON', 'Это не JSON'],
  'template.importHint': [
    'Lists traffic_sources and affiliate_networks. One of a known id takes its place.',
    'Списки traffic_sources и affiliate_networks. Шаблон с известным id заменит его.',
  ],
  'template.imported': [
    '{n} template imported|{n} templates imported',
    'Импортирован {n} шаблон|Импортировано {n} шаблона|Импортировано {n} шаблонов',
  ],
  'template.remove': ['Delete the template “{name}”', 'Удалить шаблон «{name}»'],
  'template.removeText': [
    'What was made from it stays. A built-in one of its id shows again.',
    'Созданное по нему останется. Встроенный шаблон с тем же id снова появится.',
  ],
  'bulk.cost': [
    'Cost of {n} campaign from now on|Cost of {n} campaigns from now on',
    'Расход {n} кампании впредь|Расход {n} кампаний впредь|Расход {n} кампаний впредь',
  ],
  'link.saveVisits': ['Save visits', 'Сохранить переходы'],
} satisfies Texts
