/** Words of moving from another tracker. */
import type { Texts } from './texts.ts'

export const movingWords = {
  'move.open': ['Move from another tracker', 'Переехать с другого трекера'],
  'move.about': [
    'Reads campaigns, flows, offers, landings, networks and sources of another tracker through its API. Nothing of yours is changed: what is here already stays as it is.',
    'Читает кампании, потоки, офферы, лендинги, партнёрки и источники другого трекера через его API. Ваше не меняется: что уже есть здесь, остаётся как было.',
  ],
  'move.from': ['Tracker', 'Трекер'],
  'move.address': ['Its address', 'Его адрес'],
  'move.key': ['Key of its API', 'Ключ его API'],
  'move.keyHint': [
    'One of an administrator. It is used to read and kept nowhere.',
    'Ключ администратора. Им только читают, он нигде не сохраняется.',
  ],
  'move.show': ['Show what would come', 'Показать, что переедет'],
  'move.take': ['Take over', 'Перенести'],
  'move.done': ['The other tracker was taken over', 'Трекер перенесён'],
  'move.postbackKeys': ['Its postback keys', 'Его ключи постбэков'],
  'move.postbackKeysHint': [
    'Accepted from now on, so that addresses set at networks go on working. Empty: none.',
    'Будут приниматься и здесь, чтобы адреса, заданные в партнёрках, работали дальше. Пусто: никакие.',
  ],
  'move.remarks': [
    '{n} remark: read it before you take over.|{n} remarks: read them before you take over.',
    '{n} замечание: прочтите до переноса.|{n} замечания: прочтите до переноса.|{n} замечаний: прочтите до переноса.',
  ],
  'move.effect.left_out': ['does not come', 'не переедет'],
  'move.effect.paused': ['switched off', 'выключено'],
  'move.effect.changed': ['changed', 'изменено'],
  'move.effect.to_do': ['for you to do', 'сделать вам'],
} satisfies Texts
