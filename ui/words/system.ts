/** Words of the system page: how this request came, and what no filter could judge. */
import type { Texts } from './texts.ts'

export const systemWords = {
  'system.address': ['Your address', 'Ваш адрес'],
  'system.entriesOf': [
    '{n} entry in {name}|{n} entries in {name}',
    '{n} запись в {name}|{n} записи в {name}|{n} записей в {name}',
  ],
  'system.believed': ['believed', 'учитываются'],
  'system.notBelieved': ['not believed: no --trusted-proxy', 'не учитываются: нет --trusted-proxy'],
  'system.licences': ['Licences', 'Лицензии'],
  'system.unknownFilters': ['Filters that can’t be judged', 'Фильтры, которые нельзя проверить'],
  'system.orphans': ['Visits that found no campaign', 'Визиты, не нашедшие кампанию'],
  'system.orphansText': [
    'Since the start, by what was asked for. A link of yours among them is mistyped, or its campaign is gone; most of the rest are robots that try doors.',
    'С запуска, по тому, что запрошено. Ваша ссылка среди них — с опечаткой, или её кампании нет; остальное чаще всего роботы, которые ищут дыры.',
  ],
  'system.orphansAt': [
    '{n} visit at {host}|{n} visits at {host}',
    '{n} визит на {host}|{n} визита на {host}|{n} визитов на {host}',
  ],
  'system.orphansElsewhere': ['other hosts', 'других хостах'],
  'system.orphanTimes': [
    '{n} of the newest, last {time}|{n} of the newest, last {time}',
    '{n} из последних, в {time}|{n} из последних, последний {time}|{n} из последних, последний {time}',
  ],
  'system.unknownTimes': [
    '{n} visit, last {time}|{n} visits, last {time}',
    '{n} визит, последний {time}|{n} визита, последний {time}|{n} визитов, последний {time}',
  ],
} satisfies Texts
