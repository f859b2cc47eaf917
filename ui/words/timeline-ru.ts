/** Russian for the titles of a timeline's entries. */
import type { SaidRule } from './texts.ts'

const TITLES: readonly SaidRule[] = [
  [/^A visitor came: /, 'Пришёл посетитель: '],
  [/^A visitor came$/, 'Пришёл посетитель'],
  [/^A robot came$/, 'Пришёл робот'],
  [/^A test click$/, 'Тестовый клик'],
  [
    /^A prefetch or preview, not counted until confirmed$/,
    'Предзагрузка или предпросмотр: не считается, пока не подтвердится',
  ],
  [/^The visit turned out to be a person$/, 'Посетитель оказался человеком'],
  [/^Landing (\d+) was shown$/, 'Показан лендинг $1'],
  [/^Went on from the landing once more$/, 'Ещё раз перешёл с лендинга'],
  [/^Went on from the landing$/, 'Перешёл с лендинга'],
  [/^Sent to the offer without our click id$/, 'Отправлен на оффер без нашего id клика'],
  [/^Sent to the offer with our click id in path$/, 'Отправлен на оффер с нашим id клика в пути'],
  [/^Sent to the offer with our click id in (.+)$/s, 'Отправлен на оффер с нашим id клика в $1'],
  [/^Sub ids of the click were replaced$/, 'Sub id клика заменены'],
  [/^An event value changed$/, 'Изменилось значение события'],
  [
    /^More came from pages: the first (\d+) are told$/,
    'Со страниц пришло больше: показаны первые $1',
  ],
  [
    /^Of (\d+) calls of the network the first (\d+) and the newest (\d+) are told$/,
    'Постбэков партнёрки $1: показаны первые $2 и последние $3',
  ],
  [
    /^Of (\d+) steps of conversions the first (\d+) and the newest (\d+) are told$/,
    'Изменений конверсий $1: показаны первые $2 и последние $3',
  ],
  [
    /^Of (\d+) outgoing postbacks the first (\d+) and the newest (\d+) are told$/,
    'Исходящих постбэков $1: показаны первые $2 и последние $3',
  ],
  [
    /^Of (\d+) tries to send them the first (\d+) and the newest (\d+) are told$/,
    'Попыток отправки $1: показаны первые $2 и последние $3',
  ],
  [/^The network called: /, 'Постбэк партнёрки: '],
  [/^Conversion created: /, 'Конверсия создана: '],
  [/^Conversion changed: /, 'Конверсия изменена: '],
  [/^Conversion reinstated: /, 'Конверсия восстановлена: '],
  [/^Conversion renamed: /, 'Конверсия, другое слово: '],
  [/^Conversion repriced: /, 'Конверсия, другая выплата: '],
  [/^Conversion added: /, 'Конверсия, выплата добавлена: '],
  [/^Conversion rated: /, 'Конверсия, появился курс: '],
  [/^Conversion deleted: /, 'Конверсия удалена: '],
  [/^Conversion undone: /, 'Конверсия, загрузка отменена: '],
  [/, no rate yet$/, ', курса пока нет'],
  [/^Cost batch (\d+) was undone$/, 'Запись расхода $1 отменена'],
  [/^Cost batch (\d+) priced the click$/, 'Расход клика задан записью $1'],
  [/ will be told when there is a rate$/, ': отправим, когда появится курс'],
  [/ will be told$/, ': будет отправлен'],
  [/ was told$/, ': отправлен'],
  [/ could not be told: /, ': отправить не удалось: '],
  [/ was not told: /, ': не отправлен: '],
]

/** What became of a try to send a postback, alone or with the status that was answered. */
const TRIES: readonly SaidRule[] = Object.entries({
  success: 'принят',
  'bad status': 'статус ошибки',
  'says failure': 'в ответе текст ошибки',
  'lacks success': 'в ответе нет текста успеха',
  timeout: 'ответа нет вовремя',
  outage: 'связи нет',
  'not allowed': 'адрес не разрешён',
  'private address': 'адрес внутренней сети',
  'too many redirects': 'слишком много переадресаций',
}).map(([verdict, words]) => [new RegExp(`(: (?:\\d{3} )?)${verdict}$`), `$1${words}`])

/** What follows such a title. */
const TITLE_ENDS: readonly SaidRule[] = [
  ...Object.entries({
    accepted: 'засчитан',
    parked: 'ждёт во входящих',
    duplicate: 'повтор',
    'out of order': 'опоздал',
    'repeat ignored': 'повтор не считается',
    ignored: 'не учитывается',
    'events only': 'только события',
    refused: 'отказано',
  }).map(([end, words]): SaidRule => [new RegExp(`^(Постбэк партнёрки: )${end}`), `$1${words}`]),
  ...Object.entries({
    lead: 'лид (холд)',
    sale: 'продажа (апрув)',
    rebill: 'ребилл',
    rejected: 'отклонено',
    trash: 'треш',
    other: 'другое',
  }).map(([end, words]): SaidRule => [new RegExp(`^(Конверсия[^:]*: )${end}\\b`), `$1${words}`]),
]

export const TIMELINE: readonly SaidRule[] = [...TITLES, ...TITLE_ENDS, ...TRIES]
