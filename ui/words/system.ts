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
  'system.unknownTimes': [
    '{n} visit, last {time}|{n} visits, last {time}',
    '{n} визит, последний {time}|{n} визита, последний {time}|{n} визитов, последний {time}',
  ],
} satisfies Texts
