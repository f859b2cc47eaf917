/** Russian for what the server refuses: sentences without a subject beside a field, and whole ones. */
import { requestsRu } from './requests-ru.ts'
import type { SaidRule } from './said-ru.ts'

const VALUES: readonly SaidRule[] = [
  [/^(is missing|should be filled)$/, 'нужно заполнить'],
  [/^is missing; or say "failed": true$/, 'нужно заполнить или указать "failed": true'],
  [/^is unknown$/, 'такого поля нет'],
  [/^has the wrong type$/, 'значение не того вида'],
  [/^(is taken|has already been taken)$/, 'уже занято'],
  [/^is (invalid|malformed)$/, 'недопустимое значение'],
  [/^is not included in the list$/, 'такого варианта нет'],
  [/^is (reserved|a reserved word)$/, 'слово занято самим трекером'],
  [/^is the word of a short link$/, 'это слово короткой ссылки'],
  [/^does not exist$/, 'такого объекта нет'],
  [/^out of range$/, 'вне допустимых пределов'],
  [/^is over already$/, 'это время уже прошло'],
  [/^lies in the future$/, 'это время ещё не наступило'],
  [/^must be after the start$/, 'должно быть позже начала'],
  [/^is not before "to"$/, 'должно быть раньше конца периода'],
  [/^is (not a|no) time zone$/, 'такого часового пояса нет'],
  [
    /^unknown time zone: a name such as (.+)$/,
    'такого часового пояса нет: нужно название вроде $1',
  ],
  [
    /^is not a country: two letters such as DE, or global$/,
    'это не страна: две буквы, например DE',
  ],
  [/^has no exchange rate: set one first \((.+)\)$/, 'нет курса: сначала задайте его ($1)'],
  [
    /^has no exchange rate, or the amount is too much to convert$/,
    'нет курса, или сумма слишком велика для пересчёта',
  ],
  [/^is too much for one click$/, 'слишком много для одного клика'],
  [/^needs a secret$/, 'нужен секрет'],
  [/^are too many$/, 'слишком много'],
  [/^is no setting: .+$/, 'такой настройки нет'],
  [
    /^leads into the server's own network: (.+) would allow it$/,
    'ведёт во внутреннюю сеть сервера: разрешает $1',
  ],
  [
    /^has port (\d+), which is never called: (.+) would allow it$/,
    'порт $1, который не вызывается: разрешает $2',
  ],
]

const LENGTHS: readonly SaidRule[] = [
  [/^1 to (\d+) characters$/, 'нужно заполнить, до $1 символов'],
  [/^(\d+) to (\d+) characters$/, 'от $1 до $2 символов'],
  [/^1 to 64 of A–Z, a–z, 0–9, _ and -$/, 'от 1 до 64 знаков: A–Z, a–z, 0–9, _ и -'],
  [/^1 to (\d+) printable characters without blanks$/, 'от 1 до $1 печатных знаков без пробелов'],
  [
    /^(\d+) to (\d+) letters, digits, or one of (.+)$/,
    'от $1 до $2 знаков: буквы, цифры или один из $3',
  ],
  [/^at most 1 MB$/, 'не больше 1 МБ'],
  [/^at most (\d+) lines at once$/, 'не больше $1 строк сразу'],
  [/^(?:at most|must have at most) (\d+) characters$/, 'не больше $1 символов'],
  [/^is longer than (\d+) characters$/, 'длиннее $1 символов'],
  [/^at most (\d+)$/, 'не больше $1'],
  [/^is too long$/, 'слишком длинно'],
  [/^is too long \(maximum is (\d+) characters\)$/, 'слишком длинно: не больше $1 символов'],
  [/^is too long \(maximum is (\d+) bytes\)$/, 'слишком длинно: не больше $1 байт'],
  [/^is too long \(maximum is (\d+) pixels\)$/, 'слишком много: не больше $1 пикселей'],
  [/^is too short \(minimum is (\d+) characters\)$/, 'слишком коротко: не меньше $1 символов'],
  [/^0 to below 100$/, 'от 0 до 100, само 100 не подходит'],
  [/^must be at least a second$/, 'не меньше секунды'],
  [/^must be (\d+) or more$/, 'не меньше $1'],
  [/^must be (\d+) to (\d+)$/, 'от $1 до $2'],
  [/^must be a whole number(?: from|,) (-?\d+) to (-?\d+)$/, 'целое число от $1 до $2'],
  [/^must be a whole number of at least (-?\d+)$/, 'целое число, не меньше $1'],
  [/^must be a whole number of at most (-?\d+)$/, 'целое число, не больше $1'],
  [/^must be a whole number$/, 'нужно целое число'],
  [/^must be a number from (\S+) to (\S+)$/, 'число от $1 до $2'],
  [/^must be a number of at least (\S+)$/, 'число, не меньше $1'],
  [/^must be a number of at most (\S+)$/, 'число, не больше $1'],
  [/^must be a number$/, 'нужно число'],
]

const FORMS: readonly SaidRule[] = [
  [/^must be true or false$/, 'нужно true или false'],
  [/^must be text of up to (\d+) characters$/, 'текст не длиннее $1 символов'],
  [/^must be text like (.+)$/s, 'нужен текст вида $1'],
  [
    /^must not contain the control character NUL \(U\+0000\)$/,
    'есть управляющий символ NUL (U+0000), его быть не должно',
  ],
  [/^must be text$/, 'нужен текст'],
  [/^must be an object$/, 'нужен объект'],
  [/^must be a list of up to (\d+) texts$/, 'список не длиннее $1 строк'],
  [/^must be a list of (\d+) to (\d+)$/, 'список из $1–$2 элементов'],
  [/^must be a list of at least (\d+)$/, 'список хотя бы из $1 элементов'],
  [/^must be a list of at most (\d+)$/, 'список не больше чем из $1 элементов'],
  [/^must be a list$/, 'нужен список'],
  [/^must hold lines of up to (\d+) characters$/, 'строки не длиннее $1 символов'],
  [/^must be one of (.+)$/s, 'одно из: $1'],
  [/^must contain (.+)$/, 'должно содержать $1'],
  [/^must begin with (\S+) or (\S+)$/, 'должно начинаться с $1 или $2'],
  [/^must not contain a user name or password$/, 'без имени пользователя и пароля'],
  [/^must be the id of a campaign$/, 'нужен номер кампании'],
  [/^must be blank_page, 404_page or a campaign id$/, 'blank_page, 404_page или номер кампании'],
  [/^must be custom_time where there are dates$/, 'с датами подходит только custom_time'],
  [
    /^must be a name in lower case, such as (\S+)$/,
    'нужно доменное имя строчными буквами, например $1',
  ],
  [
    /^must be an address, perhaps with a port, such as (\S+)$/,
    'нужен IP-адрес, можно с портом, например $1',
  ],
  [/^parts of user agents have at least 3 characters$/, 'части User-Agent не короче 3 символов'],
  [/^(".+") is not the name of a parameter$/s, '$1: это не имя параметра'],
  [/^must be a time like (.+)$/, 'нужно время в виде $1'],
  [/^must be a click id: 20 of 0-9 and a-v$/, 'нужен id клика: 20 знаков 0–9 и a–v'],
  [/^must be a colour like (.+)$/, 'нужен цвет в виде $1'],
  [/^must be (.+)$/s, 'должно быть: $1'],
  [/^expected (.+)$/s, 'ожидается: $1'],
  [/^has a blank in its host$/, 'пробел в имени хоста'],
  [/^has a macro in its host$/, 'макрос в имени хоста'],
  [/^is not a valid URL$/, 'это не URL'],
  [/^has a scheme that is not allowed$/, 'такая схема адреса не разрешена'],
  [/^points to this service$/, 'ведёт на этот же сервис'],
  [
    /^leads to (\S+), which is on the blocklist (.+)$/,
    'ведёт на $1 — это есть в списке блокировки $2',
  ],
  [/^is not a host name$/, 'это не имя хоста'],
  [/^names no host$/, 'нет имени хоста'],
  [/^is the host of the admin: take another one$/, 'это хост админки: возьмите другой'],
  [/^is switched off by the operator$/, 'выключен администратором'],
  [
    /^(".+") is (?:not an address or|neither an address nor a) network$/,
    '$1: это не адрес и не сеть',
  ],
]

const OBJECTS: readonly SaidRule[] = [
  [/^the offer has none$/, 'у оффера его нет'],
  [/^offers would give way to each other in a circle$/, 'офферы заменяли бы друг друга по кругу'],
  [/^no such campaign$/, 'такой кампании нет'],
  [/^no such network$/, 'такой партнёрки нет'],
  [/^there is no such action$/, 'такого действия нет'],
  [/^there is no such filter$/, 'такого фильтра нет'],
  [/^there is no column (.+)$/, 'нет столбца $1'],
  [/^there are no tags (.+)$/, 'нет меток $1'],
  [/^there is no (\w+) (.+)$/, 'нет такого объекта: $1 $2'],
  [/^there are (\d+) already: remove some$/, 'их уже $1: сначала удалите лишние'],
  [/^there are at most (\d+) marks$/, 'отметок не больше $1'],
  [/^is needed for this kind$/, 'для этого вида нужно заполнить'],
  [/^a general key has none$/, 'у общего ключа её нет'],
  [/^each id at most once$/, 'каждый id только один раз'],
  [/^each parameter at most once$/, 'каждый параметр только один раз'],
  [/^(".+") feeds two fields$/, '$1 заполняет два поля'],
  [/^(".+") is not a word$/, '$1: это не слово'],
  [/^says two things of (".+")$/, 'у слова $1 два разных значения'],
  [/^(".*") of (".*") is no amount$/, '$1 у $2: это не сумма'],
  [/^(".+") is not a macro$/, '$1: такого макроса нет'],
  [/^(".+") is not a header$/, '$1: это не заголовок'],
  [/^(".+") is set by Sluice itself$/, '$1: его ставит сам Sluice'],
  [
    /^(".+") has a character that a header can't hold$/,
    '$1: такого знака в заголовке быть не может',
  ],
  [/^up to (\d+) words of letters and digits$/, 'до $1 слов из букв и цифр'],
  [
    /^an uploaded page is a landing: choose it in a path$/,
    'загруженная страница — лендинг: выберите её в пути',
  ],
  [/^has no files: the landing was not uploaded$/, 'файлов нет: лендинг не загружали'],
  [/^its folder can't be copied: (.+)$/s, 'папку скопировать нельзя: $1'],
  [/^not plain users: (.+)$/, 'это не обычные пользователи: $1'],
  [/^is one too many: .+$/, 'у вас уже столько ссылок, сколько можно одному пользователю'],
  [/^links differ in letter case only: (.+)$/s, 'ссылки отличаются только регистром: $1'],
  [
    /^says what conversions are worth, which is kept from you: leave it out$/,
    'говорит о стоимости конверсий, а она от вас скрыта: уберите это',
  ],
  [/^leads to no offer: add one to its flows$/, 'не ведёт ни на один оффер: добавьте его в потоки'],
  [
    /^leads to no offer of this network: add one to its flows, or choose the network in the offer$/,
    'не ведёт ни на один оффер этой партнёрки: добавьте его в потоки или укажите партнёрку в оффере',
  ],
]

const FLOWS: readonly SaidRule[] = [
  [/^exactly one default flow is needed$/, 'нужен ровно один поток по умолчанию'],
  [/^the default flow has no filters$/, 'у потока по умолчанию фильтров нет'],
  [
    /^a flow has an action or paths, not both$/,
    'у потока или действие, или пути, но не то и другое',
  ],
  [/^campaigns would lead in a circle$/, 'кампании вели бы по кругу'],
  [/^needs an offer, a campaign or a direct URL$/, 'нужен оффер, кампания или прямой URL'],
  [
    /^is for administrators: it makes the server fetch pages$/,
    'только для администраторов: из-за этого сервер сам загружает страницы',
  ],
  [/^can't be compiled: (.+)$/s, 'не собирается: $1'],
  [
    /^a slot can end at 24:00, but not start then$/,
    'интервал может кончаться в 24:00, но не начинаться',
  ],
  [/^from is not before to$/, 'начало не раньше конца'],
  [/^neither from nor to is set$/, 'не задано ни начало, ни конец'],
  [/^no limit is set$/, 'не задан предел'],
  [/^no scope is named$/, 'не сказано, где считать'],
  [/^no slot is set$/, 'нет ни одного интервала'],
  [/^(".+") is not a bound such as (.+)$/s, '$1: нужно вида $2'],
  [/^(".+") is not a slot such as (.+)$/s, '$1: нужно вида $2'],
  [/^(".+") is not name=pattern$/s, '$1: нужно вида имя=шаблон'],
  [/^(".+") is not understood$/s, '$1: непонятно'],
  [/^(".+") can't be a name$/s, '$1 не может быть именем'],
  [/^(".+") is not a time zone$/s, '$1: такого часового пояса нет'],
  [/^(".+") is not a time (.+)$/s, '$1: нужно время вида $2'],
  [/^the slot from (".+") to (".+") is empty$/s, 'интервал от $1 до $2 пуст'],
]

const FILES: readonly SaidRule[] = [
  [/^(.+) is not among the (\w+) of the file$/s, '$1: в файле такого нет ($2)'],
  [/^(.+) is not in the file$/s, '$1: в файле такого нет'],
  [/^has no column of long addresses$/, 'нет столбца с длинными адресами'],
  [
    /^begins with a line of titles, "date" and "cost" among them$/,
    'первая строка — заголовки, среди них «date» и «cost»',
  ],
  [
    /^must be chosen where the file has no column "campaign"$/,
    'выберите кампании или добавьте в файл столбец «campaign»',
  ],
  [
    /^has days before months and the contrary \((.+)\): write dates like (\S+) or (\S+)$/,
    'в одних датах сначала день, в других месяц ($1): пишите даты как $2 или $3',
  ],
  [
    /^has dates whose day, month or year may be first \((.+)\): write them like (\S+) or (\S+)$/,
    'в датах ($1) не понять, где день, где месяц, а где год: пишите их как $2 или $3',
  ],
  [
    /^has dates whose day or month may be first \((.+)\): write them like (\S+) or (\S+)$/,
    'в датах ($1) не понять, где день, а где месяц: пишите их как $2 или $3',
  ],
  [/^has no line below its titles$/, 'под заголовками нет ни одной строки'],
  [/^a file may have (\d+) lines; split it$/, 'в файле может быть $1 строк: разделите его'],
  [/^is no import of yours that goes on$/, 'такого незаконченного импорта у вас нет'],
  [/^is neither waiting nor being made: remove its file instead$/, 'уже готов: удалите сам файл'],
]

const REPORTS: readonly SaidRule[] = [
  [/^is no dimension$/, 'такого измерения нет'],
  [/^is a word of filters$/, 'это слово занято фильтрами'],
  [/^unknown measure (.+)$/, 'неизвестный показатель $1'],
  [/^can't be by (.+)$/, 'по $1 нельзя'],
]

/** Filters of the click log, with the column before them. */
const FILTERS: readonly SaidRule[] = [
  [/^(\S+: )?unknown field$/, '$1такого поля нет'],
  [/^(\S+: )?operator does not fit the field$/, '$1это сравнение к полю не подходит'],
  [/^(\S+: )?needs addresses or networks$/, '$1нужны IP-адреса или сети'],
  [/^(\S+: )?needs numbers$/, '$1нужны числа'],
  [/^(\S+: )?needs 0 values$/, '$1значение здесь не нужно'],
  [/^(\S+: )?needs (\d+) values$/, '$1нужно значений: $2'],
  [/^(\S+: )?is not filtered by: one click is at (.+)$/, '$1по нему не отбирают: клик по id — $2'],
  [
    /^(\S+: )?is not filtered by: choose a period with (.+) and (.+)$/,
    '$1по нему не отбирают: задайте период, $2 и $3',
  ],
  [
    /^(\S+: )?is not filtered by: the list of conversions has periods of its own$/,
    '$1по нему не отбирают: у списка конверсий свои периоды',
  ],
  [
    /^(\S+: )?is not filtered by: choose parameters of the visit, such as (.+)$/,
    '$1по нему не отбирают: отбирайте по параметрам визита, например $2',
  ],
  [
    /^must be a JSON list of \{column, operator, value\}$/,
    'нужен список JSON из {column, operator, value}',
  ],
]

/** Of a line of a file, some without their subject. */
const LINES: readonly SaidRule[] = [
  [/^(".*") is neither a day nor a time$/s, '$1 — не день и не время'],
  [/^the clock of (\S+) skips this hour$/, 'часы в поясе $1 пропускают этот час'],
  [/^(".*") is no amount$/s, '$1 — не сумма'],
  [
    /^(".*") may be a thousand or a fraction: write it as (\S+) or (\S+)$/s,
    '$1 — тысяча или дробь? Напишите как $2 или $3',
  ],
  [
    /^has more cells than there are titles: put what has a comma in quotes$/,
    'ячеек больше, чем заголовков: возьмите в кавычки то, в чём есть запятая',
  ],
  [
    /^(".*") is the id, key, alias or name of none$/s,
    '$1 — такой кампании нет ни по id, ни по ключу, алиасу или имени',
  ],
  [
    /^(".*") means several \(([\d, ]+)\): say the id or the key of one$/s,
    '$1 подходит нескольким ($2): напишите id или ключ одной из них',
  ],
  [/^is too much together with line (\d+)$/, 'вместе со строкой $1 это слишком много'],
  [
    /^line (\d+) has another currency for the same clicks$/,
    'у тех же кликов в строке $1 другая валюта',
  ],
  [/^line (\d+) says a price for the same clicks$/, 'цена тех же кликов уже есть в строке $1'],
  [/^no click matches$/, 'подходящих кликов нет'],
  [/^is not allowed$/, 'на это нет прав'],
  [/^is not understood$/, 'непонятно'],
  [/^unknown preset: .+$/, 'такого периода нет'],
  [/^a date must be like (.+)$/, 'нужна дата вида $1'],
  [/^custom_time needs the date it begins with$/, 'нужна дата начала'],
  [/^it must not begin after its end$/, 'начало не может быть позже конца'],
]

/** The first that fits is taken; every one is about the whole text. */
export const problemsRu: readonly SaidRule[] = [
  ...VALUES,
  ...OBJECTS,
  ...FLOWS,
  ...FILES,
  ...LINES,
  ...REPORTS,
  ...FILTERS,
  ...requestsRu,
  ...LENGTHS,
  ...FORMS,
]

/** Of what a problem of a line of a file is said. */
export const lineSubjectsRu: readonly SaidRule[] = [
  [/^date: /, 'дата'],
  [/^cost: /, 'расход'],
  [/^value: /, 'value'],
  [/^campaign: /, 'кампания'],
  [/^(from|period) /, 'дата'],
  [/^campaigns /, 'кампании'],
  [/^timezone /, 'часовой пояс'],
  [/^currency /, 'валюта'],
  [/^cost /, 'расход'],
  [/^filters /, 'отбор'],
  [/^the long address /, 'длинный адрес'],
  [/^the address for iOS /, 'адрес для iOS'],
  [/^the address for Android /, 'адрес для Android'],
  [/^the address after its expiry /, 'адрес после срока'],
  [/^one of its pixels /, 'один из пикселей'],
  [/^word /, 'слово'],
  [/^domain /, 'домен'],
  [/^kind /, 'вид'],
  [/^(its start|startsAt) /, 'начало'],
  [/^(its expiry|expiresAt) /, 'срок'],
  [/^its limit of visits /, 'предел визитов'],
  [/^its kind of redirect /, 'вид перенаправления'],
  [/^its time in caches /, 'время в кеше'],
  [/^its pixels /, 'пиксели'],
  [/^links /, 'ссылки'],
]
