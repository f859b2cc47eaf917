/** Russian for refusals of whole requests. */
import type { SaidRule } from './texts.ts'

export const requestsRu: readonly SaidRule[] = [
  [/^(\S+) is taken: choose another$/, '$1: уже занято, выберите другое'],
  [
    /^Campaigns use it: give them another first$/,
    'Его используют кампании: сначала дайте им другой',
  ],
  [
    /^The campaign uses shared rotation (\d+): change that one$/,
    'У кампании общая ротация $1: меняйте её',
  ],
  [
    /^It is the default domain: make another the default first$/,
    'Это основной домен: сначала сделайте основным другой',
  ],
  [
    /^Short links are on it: move or delete them first$/,
    'На нём короткие ссылки: сначала перенесите или удалите их',
  ],
  [/^Somebody else has just taken this name$/, 'Это имя только что занял кто-то другой'],
  [/^Too many reports at once$/, 'Слишком много отчётов сразу: попробуйте чуть позже'],
  [/^The report was given up: .+$/, 'Отчёт остановлен: его никто не ждал'],
  [
    /^The report takes too long: .+ What costs most is the grouping by (.+)$/,
    'Отчёт считается слишком долго. Дороже всего группировка по $1: возьмите период короче, другую группировку или фильтр',
  ],
  [
    /^The report takes too long: .+ What costs most is the filter on (.+)$/,
    'Отчёт считается слишком долго. Дороже всего фильтр по $1: возьмите период короче или другой фильтр',
  ],
  [
    /^The report takes too long: .+ What costs most is that it has (\d+) levels$/,
    'Отчёт считается слишком долго. Дороже всего число уровней, их $1: возьмите меньше или период короче',
  ],
  [
    /^The report takes too long: .+ What costs most is the period of .+$/,
    'Отчёт считается слишком долго. Дороже всего сам период: возьмите короче или добавьте фильтр',
  ],
  [
    /^The report takes too long: .+$/,
    'Отчёт считается слишком долго: возьмите период короче, меньше группировок или фильтр',
  ],
  [
    /^The report has too many rows: .+$/,
    'В отчёте слишком много строк: добавьте фильтр или уберите группировку',
  ],
  [
    /^Nobody may do this to himself: ask another administrator$/,
    'С собой этого сделать нельзя: попросите другого администратора',
  ],
  [/^Login or password is wrong$/, 'Логин или пароль неверный'],
  [
    /^The request must come from the admin itself$/,
    'Такой запрос принимается только от самой админки',
  ],
  [
    /^The click was removed on (\S+): it was older than the retention$/,
    'Клик удалён $1: он старше срока хранения',
  ],
  [
    /^The click was removed on (\S+): its campaign was cleared$/,
    'Клик удалён $1: статистика его кампании очищена',
  ],
  [/^The click was removed on (\S+): .+$/, 'Клик удалён $1: кто-то удалил его по id'],
  [/^At most (\d+) campaigns at once$/, 'За раз не больше $1 кампаний'],
  [
    /^The click is older than what is kept: its conversions stay, because reports have lost a part of them$/,
    'Клик старше срока хранения: его конверсии остаются, потому что часть их событий уже удалена из отчётов',
  ],
  [/^No click matches: nothing was changed$/, 'Подходящих кликов нет: ничего не изменилось'],
  [/^There is no such user$/, 'Такого пользователя нет'],
  [/^The password is wrong$/, 'Пароль неверный'],
  [/^The code is wrong, or was used already$/, 'Код неверный или уже использован'],
  [/^Too many at once: try again$/, 'Слишком много сразу: попробуйте ещё раз'],
  [
    /^The link is used or too old: (.+) makes one$/,
    'Ссылка использована или устарела: новую создаёт $1',
  ],
  [
    /^Nobody has an account here yet: open the link that (.+) printed, or the one that (.+) makes$/,
    'Здесь пока нет ни одной учётной записи: откройте ссылку, которую напечатала команда $1, или новую от $2',
  ],
  [/^No part of another request: ask for it alone$/, 'Не часть другого запроса: спросите отдельно'],
  [
    /^The body is too large: 2 MB, uploads 100 MB$/,
    'Слишком большой запрос: до 2 МБ, файлы до 100 МБ',
  ],
  [
    /^The disk of the server is full: nothing was changed, and nothing can be stored$/,
    'На диске сервера нет места: ничего не изменилось, и ничего нельзя сохранить',
  ],
  [
    /^Nothing can be stored at the moment, and nothing was changed: try again$/,
    'Сейчас ничего нельзя сохранить, и ничего не изменилось: попробуйте ещё раз',
  ],
  [
    /^The disk is nearly full: free some room and try again$/,
    'Диск почти полон: освободите место и попробуйте ещё раз',
  ],
  [/^A backup is being made or read$/, 'Сейчас создаётся или читается резервная копия'],
  [/^A self-test is running$/, 'Самопроверка уже идёт'],
  [/^Another large change is being made$/, 'Уже идёт другое большое изменение'],
  [
    /^A large change is being made: try again in a moment$/,
    'Идёт большое изменение: попробуйте чуть позже',
  ],
  [/^Generate a secret first$/, 'Сначала создайте секрет'],
  [
    /^The second step can’t be checked, because secrets\.json is another one: (.+) ends it$/,
    'Второй шаг нельзя проверить: файл secrets.json не тот, что был. Отключает его команда $1',
  ],
  [
    /^The key can’t be shown, because secrets\.json is another one than when it was made: make a new key$/,
    'Ключ нельзя показать: файл secrets.json не тот, с которым он создан. Создайте новый ключ',
  ],
  [/^It has a note already: change that one$/, 'Заметка уже есть: измените её'],
  [/^It is not on$/, 'Не включено'],
  [/^It is on already: switch it off first$/, 'Уже включено: сначала выключите'],
  [/^Its domain is gone: give it another one first$/, 'Её домена больше нет: сначала дайте другой'],
  [/^The tag is on it already$/, 'Эта метка уже стоит'],
  [/^There are too many tags: remove some$/, 'Меток слишком много: удалите лишние'],
  [
    /^A user has at most (\d+) keys: remove some$/,
    'Ключей не больше $1 на пользователя: удалите лишние',
  ],
  [
    /^A user has at most (\d+) tokens: end some$/,
    'Токенов не больше $1 на пользователя: удалите лишние',
  ],
  [/^An object has at most (\d+) tags$/, 'Меток на объекте не больше $1'],
]
