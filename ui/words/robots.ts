/** Words of telling robots apart anew in stored clicks. */
import type { Texts } from './texts.ts'

export const robotWords = {
  'robots.open': ['Apply the lists to stored clicks', 'Применить списки к сохранённым кликам'],
  'robots.about': [
    'Decides of stored clicks anew, by the lists as they are saved now, whether robots made them. Only that changes: costs, conversions and what visitors were shown stay as they are. Clicks stored without the whole address or user agent keep their verdict.',
    'Заново решает по спискам, сохранённым сейчас, кто сделал уже записанные клики — роботы или люди. Меняется только это: расходы, конверсии и то, что видели посетители, остаются как есть. Клики, сохранённые без полного адреса или user agent, не проверяются.',
  ],
  'robots.unsaved': [
    'Save the settings first: the saved lists are applied.',
    'Сначала сохраните настройки: применяются сохранённые списки.',
  ],
  'robots.campaigns': [
    'Only these campaigns; none: all clicks, those of short links too',
    'Только эти кампании; пусто — все клики, и по коротким ссылкам',
  ],
  'robots.zone': ['Days are those of {zone}', 'Дни — по часам {zone}'],
  'robots.count': ['Count first', 'Сначала посчитать'],
  'robots.apply': ['Apply', 'Применить'],
  'robots.waiting': ['Waits for its turn…', 'Ждёт своей очереди…'],
  'robots.counting': ['Counting…', 'Идёт подсчёт…'],
  'robots.running': [
    'Telling robots apart. The window may be closed: it goes on.',
    'Идёт проверка. Окно можно закрыть: она продолжится.',
  ],
  'robots.would': [
    '{n} click looked at. Nothing is changed yet.|{n} clicks looked at. Nothing is changed yet.',
    'Просмотрен {n} клик. Пока ничего не изменено.|Просмотрено {n} клика. Пока ничего не изменено.|Просмотрено {n} кликов. Пока ничего не изменено.',
  ],
  'robots.done': [
    'Done: {n} click looked at.|Done: {n} clicks looked at.',
    'Готово: просмотрен {n} клик.|Готово: просмотрено {n} клика.|Готово: просмотрено {n} кликов.',
  ],
  'robots.nothing': ['All of them are as the lists say.', 'Все они уже такие, как говорят списки.'],
  'robots.toBots': ['People become robots', 'Люди станут роботами'],
  'robots.toPeople': ['Robots become people', 'Роботы станут людьми'],
  'robots.otherReasons': ['Robots for other reasons', 'Роботы по другой причине'],
  'robots.uncounted': ['Visits that count as no click', 'Визиты, которые кликами не считаются'],
  'robots.what': ['Change', 'Изменение'],
  'robots.clicks': ['Clicks', 'Клики'],
  'robots.unreadable': [
    '{n} damaged part of the data could not be read and stays as it is.|{n} damaged parts of the data could not be read and stay as they are.',
    '{n} повреждённая часть данных не читается и остаётся как есть.|{n} повреждённые части данных не читаются и остаются как есть.|{n} повреждённых частей данных не читаются и остаются как есть.',
  ],
  'robots.failed': [
    'It could not be finished: some clicks may be told apart, others not. Apply it again.',
    'Закончить не удалось: часть кликов могла измениться, часть нет. Примените ещё раз.',
  ],
  'robots.interrupted': [
    'The server stopped before it was finished. Start it again.',
    'Сервер остановился раньше. Запустите ещё раз.',
  ],
  'robots.last': ['Last time', 'В прошлый раз'],
  'robots.lastText': [
    '{time}: {toBots} became robots, {toPeople} became people',
    '{time}: роботами стали {toBots}, людьми стали {toPeople}',
  ],
  'robots.reason.ua_empty': ['no user agent', 'нет user agent'],
  'robots.reason.ua_short': ['user agent is too short', 'слишком короткий user agent'],
  'robots.reason.ua_list': ['known robots', 'известные роботы'],
  'robots.reason.preview': ['previews of links', 'предпросмотр ссылок'],
  'robots.reason.user_list': ['your list of user agents', 'ваш список user agent'],
  'robots.reason.ip_list': ['your list of addresses', 'ваш список адресов'],
  'robots.reason.flow': ['marked by a flow', 'отмечены потоком'],
} satisfies Texts
