/** Words of what explains a decision: where facts came from, a click decided again, macros of a target. */
import type { Texts } from './texts.ts'

export const explainWords = {
  'trace.fact': ['{fact}: {value} ({from})', '{fact}: {value} ({from})'],
  'trace.noFact': ['{fact}: {why}', '{fact}: {why}'],
  'seen.ip': ['Address', 'Адрес'],
  'seen.country': ['Country', 'Страна'],
  'seen.region': ['Region', 'Регион'],
  'seen.city': ['City', 'Город'],
  'seen.isp': ['Provider', 'Провайдер'],
  'seen.user_agent': ['User agent', 'User agent'],
  'seen.device': ['Device', 'Устройство'],
  'seen.language': ['Language', 'Язык'],
  'seen.referrer': ['Referrer', 'Реферер'],
  'seen.app': ['App', 'Приложение'],

  'factOrigin.socket': ['from the connection', 'от самого соединения'],
  'factOrigin.header': ['header {name}', 'заголовок {name}'],
  'factOrigin.parameter': ['parameter {name}', 'параметр {name}'],
  'factOrigin.database': ['geo database', 'геобаза'],
  'factOrigin.user_agent': ['from the user agent', 'из user agent'],
  'factOrigin.referrer': ['from the referrer', 'из реферера'],
  'factOrigin.site': ['from the site that called', 'от сайта, который сделал вызов'],
  'factOrigin.call': ['from the connection of the call', 'от соединения самого вызова'],
  'factOrigin.form': ['from a form', 'из формы'],
  'factOrigin.earlier_campaign': ['from the campaign before', 'от предыдущей кампании'],
  'factOrigin.other_name': [
    'under a name that the campaign does not have now',
    'под именем, которого у кампании сейчас нет',
  ],
  'factOrigin.said': ['as you said', 'как вы указали'],
  'factOrigin.click': ['as stored with the click', 'как сохранено с кликом'],

  'factWhy.not_sent': ['was not sent', 'не прислан'],
  'factWhy.no_address': [
    'not known, there is no valid address',
    'неизвестно, правильного адреса нет',
  ],
  'factWhy.no_database': [
    'not known, no geo database has the address’s kind',
    'неизвестно, нет геобазы для такого адреса',
  ],
  'factWhy.not_listed': [
    'the geo database does not list the address',
    'этого адреса нет в геобазе',
  ],
  'factWhy.library': ['none, a library called', 'нет, вызов сделала библиотека'],
  'factWhy.left_out': ['not stored, by your setting', 'не хранится по вашей настройке'],
  'factWhy.shortened': ['shortened by your setting', 'сокращён по вашей настройке'],
  'factWhy.past_proxy': ['came past the proxies', 'в обход прокси'],
  'factWhy.header_missing': ['the proxy sent no {name}', 'прокси не прислал {name}'],
  'factWhy.header_unreadable': ['{name} held no address', 'в {name} не было адреса'],

  'macros.title': ['What the macros became', 'Чем стали макросы'],
  'macros.macro': ['Macro', 'Макрос'],
  'macros.value': ['Value', 'Значение'],
  'macros.empty': ['empty', 'пусто'],
  'macros.isEmpty': ['{macro} is empty', '{macro} — пусто'],

  'replay.same': [
    'Decided again now, this click would go the same way.',
    'Сейчас этот клик пошёл бы туда же.',
  ],
  'replay.other': [
    'Decided again now, this click would go elsewhere.',
    'Сейчас этот клик пошёл бы иначе.',
  ],
  'replay.what': ['What differs', 'Что изменилось'],
  'replay.was': ['Then', 'Тогда'],
  'replay.now': ['Now', 'Сейчас'],
  'replay.filters': ['Filters that say something else', 'Фильтры, которые отвечают иначе'],
  'replay.nothing': ['none', 'нет'],
  'replay.notAsked': ['not asked', 'до него не дошло'],
  'replay.allow': ['fits', 'подходит'],
  'replay.reject': ['does not fit', 'не подходит'],
  'replay.unknown': ['is not known', 'неизвестно'],
  'replay.filter': ['Flow {flow}, {filter}', 'Поток {flow}, {filter}'],
  'of.campaign': ['Campaign', 'Кампания'],
  'of.target': ['Address', 'Адрес'],
  'of.reason': ['Reason', 'Причина'],

  'because.off': ['{what} {name} is off now.', '{what} {name} сейчас выключен.'],
  'because.gone': ['{what} {name} is not there any more.', '{what} {name}: его больше нет.'],
  'because.weight_0': ['{what} {name} has the weight 0 now.', '{what} {name}: вес сейчас 0.'],
  'because.full': ['{what} {name} has reached its cap.', '{what} {name}: лимит исчерпан.'],
  'because.not_served': [
    '{what} {name} accepts, but has nothing to serve now.',
    '{what} {name} принимает, но вести ему сейчас некуда.',
  ],
  'because.rejects': [
    '{what} {name} does not accept this visitor now.',
    '{what} {name} сейчас не принимает этого посетителя.',
  ],
  'because.deferred': [
    '{what} {name} can’t be judged now: a fact is not known.',
    '{what} {name}: сейчас не решить, подходит ли, чего-то о посетителе не знаем.',
  ],
  'because.accepts_now': [
    '{what} {name} rejected this visitor then, and accepts him now.',
    '{what} {name} тогда отклонил этого посетителя, а сейчас принимает.',
  ],
  'because.before': ['{what} {name} comes first now.', '{what} {name} сейчас идёт первым.'],
  'because.other_draw': [
    '{what} {name} is not drawn now: the weights, or what they are shared by, have changed.',
    '{what} {name} сейчас не выпадает: изменились веса или состав.',
  ],
  'because.binding': [
    '{what} {name}: what the visitor was bound to has changed.',
    '{what} {name}: изменилась привязка посетителя.',
  ],
  'because.address': ['The address has been changed since.', 'Адрес с тех пор изменили.'],
  'because.reason': [
    'The campaign is in another state than it was.',
    'Кампания сейчас в другом состоянии.',
  ],
} satisfies Texts
