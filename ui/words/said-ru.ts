/** Russian for the sentences of timelines, diagnoses and the self-test: whole ones, or parts of them. */

import { CAUSE_HINTS, CAUSES } from './causes-ru.ts'
import { FAULTS } from './faults-ru.ts'
import { FILTER_TERMS } from './filters-ru.ts'
import { READINGS } from './readings-ru.ts'
import { REMARKS } from './remarks-ru.ts'
import type { SaidRule } from './texts.ts'
import { TIMELINE } from './timeline-ru.ts'

const CLICKS: readonly SaidRule[] = [
  ['This is a test click.', 'Это тестовый клик.'],
  [
    'The visit was only a prefetch or preview; no person followed.',
    'Это была только предзагрузка или предпросмотр; человек за ней не пришёл.',
  ],
  [
    'The campaign was blocked: the visitor got no offer.',
    'Кампания была остановлена: оффер посетитель не получил.',
  ],
  [
    'The campaign was paused when the visitor came.',
    'Когда посетитель пришёл, кампания была на паузе.',
  ],
  [
    'The link sent to the network does not carry our click id.',
    'В ссылке на оффер нет нашего id клика.',
  ],
  ['Add a parameter with {subid} to the offer’s URL.', 'Добавьте в URL оффера параметр с {subid}.'],
  ['The visitor stayed on the landing.', 'Посетитель остался на лендинге.'],
  ['The network has not called for this click.', 'По этому клику партнёрка постбэк не присылала.'],
  ['It has never called at all.', 'Она ещё не прислала ни одного.'],
  ['A person has deleted the conversion.', 'Конверсию удалил человек.'],
  [
    'Retention has removed the click: it is older than what is kept.',
    'Клик удалён по сроку хранения.',
  ],
  ['The click is gone: somebody had it removed by its id.', 'Клика нет: его удалили по id.'],
  [
    'The click is gone: the events of its campaign were cleared.',
    'Клика нет: события его кампании очищены.',
  ],
  [
    'Retention has removed the click; what came after it is here.',
    'Клик удалён по сроку хранения; то, что было после, здесь.',
  ],
  ['The network has called for it all the same.', 'Партнёрка всё же прислала по нему постбэк.'],
  ['No click has this id.', 'Клика с таким id нет.'],
  [
    'Postbacks hold this text, but none of them names a click.',
    'Текст есть в постбэках, но ни один из них не называет клик.',
  ],
  [
    'Nothing here has this as click id, transaction id or external id, or in a postback.',
    'Здесь ничего нет с таким id клика, транзакции, внешним id или текстом постбэка.',
  ],
  [
    'it may be older than the retention, or of another installation',
    'клик старше срока хранения или из другого трекера',
  ],
  [
    'it was cut on its way, or it comes from another tracker.',
    'он обрезан по пути или из другого трекера.',
  ],
  [
    'It has not the shape of our ids: it comes from another tracker, or was altered.',
    'Он не похож на наши id: он из другого трекера или изменён.',
  ],
  [
    'Conversions of a tracker you moved from can be uploaded; its links still run there.',
    'Конверсии прежнего трекера можно загрузить; его ссылки работают по-прежнему там.',
  ],
].map(literal)

const SENTENCES: readonly SaidRule[] = [
  [/The visit was a robot \((.*?)\)\./, 'Это был робот ($1).'],
  [/The visitor was sent to no offer \((.*?)\)\./, 'Посетитель не отправлен на оффер ($1).'],
  [/The visitor was sent to no offer\./, 'Посетитель не отправлен на оффер.'],
  [/It last called on (\S+ \S+); not today\./, 'Последний постбэк пришёл $1, сегодня ни одного.'],
  [
    /It last called on (\S+ \S+); today (\d+) of (\d+) calls failed \((\d+) %\)\./,
    'Последний постбэк $1; сегодня не удалось $2 из $3 ($4 %).',
  ],
  [
    /Its postback should read (.+?), in its own spelling of these macros\./,
    'Её постбэк должен быть таким: $1 — но с макросами самой партнёрки.',
  ],
  [/Its postback should read /, 'Её постбэк должен быть таким: '],
  [/A postback is parked, because of (.*?)\. /, 'Постбэк ждёт во входящих, причина: $1. '],
  [/Put that right and apply call (\d+) again\./, 'Исправьте и примените постбэк $1 снова.'],
  [/The network's last call ended as (\w+)\./, 'Последний постбэк партнёрки закончился так: $1.'],
  [/The last call was a repetition of an earlier one/, 'Последний постбэк повторяет прежний'],
  [
    /The last call was older than what was known already/,
    'Последний постбэк старше уже известного',
  ],
  [
    /The last call was a further conversion, which the offer does not count/,
    'Последний постбэк — ещё одна конверсия, которых оффер не считает',
  ],
  [
    /The last call was of a status that is to be ignored/,
    'Статус последнего постбэка не учитывается',
  ],
  [/; call (\d+) of (\S+ \S+) was first/, '; первым был постбэк $1, $2'],
  [/; conversion (\d+) was first/, '; первой была конверсия $1'],
  [
    /The conversion is stored, and everybody who is to know was told\./,
    'Конверсия сохранена, все, кто должен, о ней знают.',
  ],
  [/takes a place under the cap of offer (\d+)/, 'занимает место в лимите оффера $1'],
  [/gives back its place under the cap of offer (\d+)/, 'освобождает место в лимите оффера $1'],
  [
    /its number was not given out here: another installation made it, /,
    'его номер здесь не выдавали: его сделал другой трекер, ',
  ],
  [
    /its number is that of another click: it was altered, another installation made it, /,
    'у его номера другой клик: id изменён, его сделал другой трекер, ',
  ],
  [
    /its number is that of another click, on (\S+) at (.*?): it was altered, another installation made it, /,
    'у его номера другой клик ($1, $2): id изменён, его сделал другой трекер, ',
  ],
  [/^the general key$/, 'общий ключ'],
  [/^the key of a network$/, 'ключ партнёрки'],
  [
    /^a pixel key: its payout does not count unless the network trusts browsers$/,
    'ключ пикселя: его выплата не считается, если партнёрка не доверяет браузерам',
  ],
  [/^no key: the click id stood in for it$/, 'без ключа: его заменил id клика'],
  [/^allowed: the network has no list$/, 'разрешён: у партнёрки нет списка адресов'],
  [/^allowed: on the network’s list$/, 'разрешён: есть в списке партнёрки'],
  [/^refused: not on the network’s list$/, 'отклонён: нет в списке партнёрки'],
  [/^not asked: the click is a test of our own$/, 'не проверялся: клик — ваша проверка'],
  [/or this one was restored from an older backup\./, 'или этот восстановлен из старой копии.'],
  [
    /node (\d+) made it, and this is node (\d+): look there\./,
    'его сделал узел $1, а это узел $2: ищите там.',
  ],
  [
    /The conversion is stored; the source is told when there is a rate\./,
    'Конверсия сохранена; источнику сообщим, когда появится курс.',
  ],
  [
    /The conversion is stored; the source is being told\./,
    'Конверсия сохранена; источнику сообщаем.',
  ],
  [
    /The conversion is stored; no outgoing postback is set for (\w+)\./,
    'Конверсия сохранена; для $1 исходящий постбэк не задан.',
  ],
  [
    /The conversion is stored; telling it \((.*?)\) has not worked so far: (.*?)\. It is tried again\./,
    'Конверсия сохранена; отправить постбэк ($1) пока не удалось: $2. Попытки продолжаются.',
  ],
  [
    /The conversion is stored; telling it \((.*?)\) failed after (\d+) tries: /,
    'Конверсия сохранена; отправить постбэк ($1) не удалось за $2 попыток: ',
  ],
  [/The source answered: /, 'Ответ источника: '],
  [/The conversion is stored; /, 'Конверсия сохранена; '],
  [
    /The click is of (\S+), the conversion of (\S+): a report by click date shows it on (\S+), one by event date on (\S+)\./,
    'Клик от $1, конверсия от $2: отчёт по времени клика покажет её $3, по времени события — $4.',
  ],
  [/The id has our shape, but /, 'Id похож на наш, но '],
  [/It has (\d+) of the (\d+) characters of our ids: /, 'В нём $1 из $2 знаков наших id: '],
  [
    /The click was removed on (\S+): it was older than the retention/,
    'Клик удалён $1 по сроку хранения',
  ],
  [
    /The click was removed on (\S+): its campaign was cleared/,
    'Клик удалён $1: его кампанию очистили',
  ],
  [/The click was removed on (\S+): somebody asked for it by its id/, 'Клик удалён $1 по его id'],
]

const SKIPPED: readonly SaidRule[] = [
  ['tests are told to nobody', 'о тестах никому не сообщается'],
  [
    'nobody is told of a click that no person has confirmed',
    'о неподтверждённых кликах не сообщается',
  ],
  ['the call asked for silence', 'постбэк просил не сообщать'],
  ['only its payout changed, which is not told', 'изменилась только выплата, о ней не сообщается'],
  ['only the first conversion of a click is told', 'сообщается только о первой конверсии клика'],
  ['only confirmed conversions are told', 'сообщается только о подтверждённых конверсиях'],
  [
    'this click is not in the share of conversions that is told',
    'клик не попал в отправляемую долю',
  ],
  ['the click came without an external id', 'клик пришёл без внешнего id'],
  [
    'the source sent its macro in place of an external id',
    'вместо внешнего id источник прислал макрос',
  ],
  ['a required macro was empty', 'обязательный макрос пуст'],
  ['the filled address is none', 'после подстановки адрес неверен'],
  ['another entry has the same address', 'другая запись имеет тот же адрес'],
  ['the campaign does not want that address called', 'кампания не хочет вызывать этот адрес'],
  [
    'the postback it was to be told by is gone',
    'постбэка, который нужно было отправить, больше нет',
  ],
  [
    'the conversion was deleted before its rate came',
    'конверсию удалили раньше, чем появился курс',
  ],
].map(literal)

const CERTIFICATE_FILES: readonly SaidRule[] = [
  [/^can’t be read: /, 'не читается: '],
  [
    /^has a key and no certificate: put both into one file$/,
    'в нём ключ без сертификата: положите их в один файл',
  ],
  [
    /^is not read: chain and key in one file whose name ends with \.pem are$/,
    'не читается: нужны цепочка и ключ в одном файле с именем на .pem',
  ],
  [
    /^its key is too short for browsers: 2048 bits are usual$/,
    'ключ слишком короткий для браузеров: обычно в нём 2048 бит',
  ],
  [/^has no certificate in PEM form$/, 'в нём нет сертификата в виде PEM'],
  [
    /^has no private key: put it into the same file$/,
    'в нём нет закрытого ключа: положите ключ в этот же файл',
  ],
  [
    /^its key has a password: store it without one$/,
    'ключ защищён паролем: сохраните его без пароля',
  ],
  [
    /^the key is of another certificate; the host’s own comes first in the file$/,
    'ключ от другого сертификата; первым в файле должен стоять сертификат самого хоста',
  ],
  [/^is for no host name$/, 'он ни для одного имени хоста'],
  [/^has expired: it was in force until (\S+)$/, 'истёк: действовал до $1'],
  [
    /^is not in force before (\S+), by the clock of this machine$/,
    'по часам этой машины ещё не действует: начнёт $1',
  ],
]

const CHECKS: readonly SaidRule[] = [
  [/^too many checks at once$/, 'слишком много проверок сразу'],
  [
    /^another server answers: its DNS record points elsewhere$/,
    'отвечает другой сервер: DNS-запись ведёт не сюда',
  ],
  [/^its DNS record points to a private address$/, 'DNS-запись ведёт на адрес внутренней сети'],
  [
    /^nothing answers: there is no DNS record, or ports 80 and 443 are closed$/,
    'никто не отвечает: нет DNS-записи или закрыты порты 80 и 443',
  ],
  [/^another server answers at this address$/, 'по этому адресу отвечает другой сервер'],
  [
    /^it is a private address, which nobody outside reaches$/,
    'это адрес внутренней сети, снаружи до него никто не дойдёт',
  ],
  [
    /^nothing answers at this address: it is another machine’s, or port 80 is closed$/,
    'по этому адресу никто не отвечает: он другой машины или закрыт порт 80',
  ],
  [/^leads here$/, 'ведёт сюда'],
  [/^browsers take it$/, 'браузеры его принимают'],
  [/^it answers over plain http only$/, 'отвечает только по обычному http'],
  [/^not looked at: it is blocked$/, 'не проверялся: он остановлен'],
  [/^it took too long$/, 'проверка заняла слишком много времени'],
  [/^it could not be looked at: the log says why$/, 'проверить не удалось: причина в журнале'],
  [/^written and synced; its room is not known$/, 'запись работает; сколько места, неизвестно'],
  [/^(\d+) MB are left$/, 'свободно $1 МБ'],
  [/^the data folder takes no file: /, 'в папку данных не записать файл: '],
  [/^there is no general key$/, 'нет общего ключа'],
  [
    /^answered on (\S+); a call for an unknown click was judged$/,
    'ответил на $1; постбэк неизвестного клика разобран',
  ],
  [/^(\S+) answers (\d+) to networks$/, '$1 отвечает партнёркам $2'],
  [
    /^calls can not be booked now: networks are told to come back$/,
    'постбэки сейчас не проводятся: партнёркам отвечено зайти позже',
  ],
  [/^it stands before this program was made$/, 'часы отстают: программа вышла позже'],
  [/^it stands before a change that was made (\S+)$/, 'часы отстают от изменения $1'],
  [/^it stands before a click of (\S+)$/, 'часы отстают от клика $1'],
  [
    /^(\d+) more domains were not looked at: check them one by one$/,
    'ещё $1 доменов не проверены: проверьте их по одному',
  ],
]

/** Apostrophes come straight and curly. */
function literal([english = '', words = '']: readonly string[]): SaidRule {
  const escaped = english.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/’/g, "['’]")
  return [new RegExp(escaped), words.replaceAll('$', '$$$$')]
}

/** Of a flow set that is saved all the same. */
const WARNINGS: readonly SaidRule[] = [
  [
    /^is never reached: a flow before it takes everyone$/,
    'не сработает: поток перед ним забирает всех',
  ],
  [/^has nothing to serve$/, 'некуда вести'],
  [/^has no active landing with a weight above 0$/, 'нет активного лендинга с весом больше 0'],
  [/^has no active offer with a weight above 0$/, 'нет активного оффера с весом больше 0'],
  [/^is not understood, and therefore always unknown$/, 'непонятен, поэтому всегда неизвестен'],
  [
    /^is always unknown: this server has no data for it \((\w+)\)$/,
    'всегда неизвестен: на сервере нет данных ($1)',
  ],
  [/^is there twice$/, 'указан дважды'],
  [/^the (offer|landing) is deleted$/, 'удалён'],
  [/^the (offer|landing) is paused$/, 'на паузе'],
  [/^the campaign is deleted$/, 'кампания удалена'],
  [/^the campaign is paused$/, 'кампания на паузе'],
  [/^the offer has all conversions of its cap now$/, 'лимит конверсий сейчас выбран'],
  [/^\{(.+)\} is not a macro and will be empty$/s, '{$1} не макрос, значение будет пустым'],
  [/^\{(.+)\} is not a macro, and empty$/s, '{$1} — не макрос, значение будет пустым'],
  [
    /^tells nothing of the click or the conversion$/,
    'ничего не говорит ни о клике, ни о конверсии',
  ],
  [/^still has a placeholder word in it$/, 'осталось слово-заглушка'],
  [/^has two question marks$/, 'два вопросительных знака'],
  [/^does not carry the click id, e\.g\. \{subid\}$/, 'нет id клика, например {subid}'],
]

/** Why a link is closed, and what is wrong with a list. */
const BLOCKLISTS: readonly SaidRule[] = [
  [/^on the blocklist (.+): (\S+)$/, 'в списке блокировки $1: $2'],
  [/; what it held before stays in force$/, '; действует то, что было в нём раньше'],
  [/^can't be read: /, 'не читается: '],
  [/^is larger than (\d+) MB/, 'больше $1 МБ'],
  [/^is no file/, 'это не файл'],
  [/^no line of it is understood/, 'в нём нет ни одной понятной строки'],
  [/^does not answer in time$/, 'не отвечает вовремя'],
  [/^could not be asked: (\S+)$/, 'не удалось спросить: $1'],
  [/^answers (\S+), which is no verdict$/, 'отвечает $1 — это не приговор'],
  [/^names everybody, and so says nothing$/, 'называет всех подряд, то есть не говорит ничего'],
]

/** Why a message did not arrive. */
const MESSENGERS: readonly SaidRule[] = [
  [/^no token is set$/, 'токен не указан'],
  [/^it is not set any more$/, 'больше не указан'],
  [/^its address is none of http or https$/, 'адрес не http и не https'],
  [
    /^its address lies in a private network: (.+) would allow it$/,
    'адрес во внутренней сети: разрешает $1',
  ],
  [/^its port is never called: (.+) would allow it$/, 'порт, который не вызывается: разрешает $1'],
  [/^it did not answer in time$/, 'не отвечает вовремя'],
  [/^its answer was too large$/, 'ответ слишком большой'],
  [/^it redirects without end$/, 'перенаправляет без конца'],
  [/^it could not be reached$/, 'нет связи'],
  [
    /^it has failed several times in a row and is left alone for a moment$/,
    'несколько раз подряд не ответил, попробуем чуть позже',
  ],
]

/** What a filter has no data from. */
const NEEDS = Object.entries(FILTER_TERMS).flatMap(([key, words]): SaidRule[] => {
  const need = /^need\.(\w+)$/.exec(key)?.[1]
  return need === undefined ? [] : [[new RegExp(`\\(${need}\\)$`), `(${words})`]]
})

export const saidRu: readonly SaidRule[] = [
  ...TIMELINE,
  ...READINGS,
  ...REMARKS,
  ...CLICKS,
  ...SKIPPED,
  ...SENTENCES,
  ...CAUSES,
  ...CAUSE_HINTS.map(literal),
  ...CERTIFICATE_FILES,
  ...CHECKS,
  ...WARNINGS,
  ...NEEDS,
  ...BLOCKLISTS,
  ...MESSENGERS,
  ...FAULTS,
]
