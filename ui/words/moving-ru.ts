/** Russian for what is said of another tracker that is read, and of what comes from it. */
import type { SaidRule } from './texts.ts'

const READING: readonly SaidRule[] = [
  [/^the key is empty, or has .+$/, 'ключ пуст, или в нём есть знаки, которых в ключах не бывает'],
  [
    /^it takes too long to read all of it: .+$/,
    'читать приходится слишком долго: отвечает медленно',
  ],
  [/^all that it answers is more than (\d+) MB$/, 'всё вместе больше $1 МБ'],
  [/^it answers no list to (.+)$/, 'на $1 ответил не списком'],
  [/^it has more than (\d+) at (.+)$/, 'на $2 больше $1 строк'],
  [/^this is no address of a tracker$/, 'это не адрес трекера'],
  [
    /^must be an address with http:\/\/ or https:\/\/, without a user name$/,
    'нужен адрес с http:// или https://, без имени пользователя',
  ],
  [
    /^it answers no data to (\S+): is this the address of the tracker\?$/,
    'на $1 ответил не данными: это точно адрес трекера?',
  ],
  [
    /^leads into the server's own network: (--outbound-host \S+) would allow it$/,
    'ведёт в собственную сеть сервера: разрешить можно с $1',
  ],
  [
    /^has port (\d+), which is never called: (--outbound-port \d+) would allow it$/,
    'порт $1 не вызывается: разрешить можно с $2',
  ],
  [
    /^leads elsewhere: .+$/,
    'перенаправляет: нужен тот адрес, по которому трекер отвечает сам, с https://',
  ],
  [
    /^it does not answer in time: .+$/,
    'не ответил вовремя: работает ли он и пускает ли этот сервер?',
  ],
  [/^one of its answers is more than (\d+) MB$/, 'один из ответов больше $1 МБ'],
  [
    /^it failed several times in a row: .+$/,
    'несколько раз подряд не ответил: повторите через полминуты',
  ],
  [
    /^it does not answer, or its certificate .+$/,
    'не отвечает, или его сертификату нельзя доверять',
  ],
  [
    /^the key is not accepted \(401\)[^;]*(?:; at (\S+))?$/,
    'ключ не принят (401): скопируйте его из трекера ещё раз; $1',
  ],
  [/^its edition has no API \(402\)(?:; at (\S+))?$/, 'в его редакции нет API (402); $1'],
  [
    /^the key may not read this \(403\)[^;]*(?:; at (\S+))?$/,
    'этому ключу читать нельзя (403): возьмите ключ администратора и проверьте, не закрыт ли трекер от этого сервера; $1',
  ],
  [
    /^there is no such API \(404\)[^;]*(?:; at (\S+))?$/,
    'такого API нет (404): это точно адрес трекера, и того ли он вида? $1',
  ],
  [
    /^it is asked too often \(429\)[^;]*(?:; at (\S+))?$/,
    'запросов слишком много (429): повторите позже; $1',
  ],
  [/^it has a problem of its own \((\d+)\)(?:; at (\S+))?$/, 'у него самого ошибка ($1); $2'],
  [/^What was found there makes a file of more than (\d+) MB$/, 'Найденное там больше $1 МБ'],
  [
    /^What was found there can’t be made to fit: .+$/,
    'Найденное там подогнать не удалось: ничего не изменено',
  ],
]

const REMARKS: readonly SaidRule[] = [
  [/^can't be read$/, 'прочесть нельзя'],
  [/^(\d+) of its flows are not told by its API$/, 'потоков $1 его API не сообщает'],
  [
    /^(".*") can't be tested here: it is as good as unknown$/s,
    '$1 здесь не проверить: считается неизвестным',
  ],
  [
    /^its times are taken for those of (\S+): see that they are$/,
    'время считается по часам $1: проверьте, так ли это',
  ],
  [
    /^Click API tokens are not told by its API: .+$/,
    'токенов Click API его API не сообщает: страницам с ними нужны новые',
  ],
  [/^its tags do not come along$/, 'теги не переедут'],
  [/^does not lead to an address$/, 'ведёт не на адрес'],
  [
    /^is the default domain there: here it stays as it is$/,
    'там он основной: здесь основной остаётся прежним',
  ],
  [/^is listed, but not shown to this key$/, 'есть в списке, но этому ключу не виден'],
  [/^its start, or its time zone, is none$/, 'её начало или часовой пояс неверны'],
  [/^its (\w+) can't be taken over$/, '$1: перенести нельзя'],
  [/^can't be taken over$/, 'перенести нельзя'],
  [/^its filter (".*") can't be read$/s, 'фильтр $1 прочесть нельзя'],
  [/^its action (".*") can't be taken over$/s, 'действие $1 перенести нельзя'],
  [/^its schema (".*") is not known here$/s, 'схема $1 здесь неизвестна'],
  [/^its action (".*") is not known here$/s, 'действие $1 здесь неизвестно'],
  [/^its filter (".*") is not known here$/s, 'фильтр $1 здесь неизвестен'],
  [/^its binding (".*") is not known here$/s, 'привязка $1 здесь неизвестна'],
  [/^its cost model (".*") is not known here$/s, 'модель оплаты $1 здесь неизвестна'],
  [/^there is no mode (".*")$/s, 'режима $1 нет'],
  [
    /^has more than (\d+) flows: the last (\d+) do not come$/,
    'потоков больше $1: последние $2 не переедут',
  ],
  [/^has more than (\d+) filters$/, 'фильтров больше $1'],
  [/^is a second default flow: here there is one$/, 'это второй поток по умолчанию: здесь он один'],
  [
    /^filters of the default flow do not come: .+$/,
    'фильтры потока по умолчанию не переедут: здесь он принимает всех',
  ],
  [/^of its landings and offers (\d+) each come$/, 'лендингов и офферов переедет по $1'],
  [/^of its postbacks the first (\d+) come$/, 'из постбэков переедут первые $1'],
  [/^its note does not come along$/, 'заметка не переедет'],
  [/^its monitoring does not come along: .+$/, 'мониторинг не переедет: в Sluice его нет'],
  [/^has no id or no name in what was answered$/, 'в ответе нет id или названия'],
  [/^is deleted there$/, 'там удалено'],
  [/^its group does not come along$/, 'группа не переедет'],
  [/^its domain does not come along$/, 'домен не переедет'],
  [/^its traffic source does not come along$/, 'источник трафика не переедет'],
  [/^its affiliate network does not come along$/, 'партнёрская сеть не переедет'],
  [/^its campaign does not come along$/, 'кампания не переедет'],
  [/^its rotation does not come along$/, 'ротация не переедет'],
  [/^its landing does not come along$/, 'лендинг не переедет'],
  [/^its offer does not come along$/, 'оффер не переедет'],
  [/^its (\w+) does not come along$/, '$1: не переедет'],
  [
    /^the offer that takes over when its cap is reached does not come along$/,
    'оффер на замену при достижении лимита не переедет',
  ],
  [
    /^the campaign that it leads to does not come along$/,
    'кампания, в которую он ведёт, не переедет',
  ],
  [/^(\d+) of its landings do not come along$/, 'из лендингов не переедут $1'],
  [/^(\d+) of its offers do not come along$/, 'из офферов не переедут $1'],
  [/^its Click API token has signs that none may have$/, 'в токене Click API недопустимые знаки'],
  [
    /^its Click API token, or its alias, is another campaign’s: .+$/,
    'её токен Click API или алиас занят другой кампанией: она получит новый токен',
  ],
  [/^has no alias there: (".*") gets one$/s, 'алиаса там нет: $1 получит новый'],
  [
    /^is unique for (\d+) hours: 1 to (\d+) are possible$/,
    'уникальность — $1 ч: возможно от 1 до $2',
  ],
  [
    /^is unique by address and browser: (".*") is not known here$/s,
    'уникальность по адресу и браузеру: способ $1 здесь неизвестен',
  ],
  [/^parameters that are no fields here: (.+)$/s, 'параметры, для которых здесь нет полей: $1'],
  [
    /^was uploaded there: upload its zip here, until then flows pass it over$/,
    'был загружен туда: загрузите его zip сюда, до тех пор потоки обходят его',
  ],
  [
    /^was uploaded there: make it a landing here, with its zip$/,
    'был загружен туда: создайте здесь лендинг из его zip',
  ],
  [
    /^values of its own do not come along: .+$/,
    'собственные значения не переедут: впишите их в адрес',
  ],
  [/^its countries are several or not known: (".*")$/s, 'стран несколько, или они неизвестны: $1'],
  [/^its payout (\S+) is no amount$/, 'выплата $1 — не сумма'],
  [/^pays for clicks there: .+$/, 'там платит за клики: здесь офферы платят за конверсии'],
  [
    /^are not shown to this key \(403\): none of them comes$/,
    'этому ключу не видны (403): не переедут',
  ],
  [/^is no country in its filter: (".*")$/s, 'в фильтре не страна: $1'],
  [/^takes all its subdomains there: .+$/, 'там принимает все поддомены: добавьте здесь каждый'],
  [
    /^insists on https: .+$/,
    'требует https: убедитесь, что здесь есть сертификат, до того как домен поведёт сюда',
  ],
  [/^(\{\w+\}) is not a macro here and will be empty$/, '$1 здесь не макрос и будет пуст'],
  [
    /^(\{\w+\}) becomes (\{\w+\}), the field of that parameter$/,
    '$1 станет $2, полем этого параметра',
  ],
]

export const movingRu: readonly SaidRule[] = [...READING, ...REMARKS]
