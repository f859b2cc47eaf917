/** Words of what the operator allows whatever blocklists say. */
import type { Texts } from './texts.ts'

export const allowedWords = {
  'allowed.title': ['Allowed whatever lists say', 'Разрешено вопреки спискам'],
  'allowed.open': ['Allowed hosts', 'Разрешённые хосты'],
  'allowed.text': [
    'Short links may lead to these hosts and addresses, and to all below them, whatever blocklists say; offers and landings there bring no warning. Links that were stopped for nothing else run again.',
    'Короткие ссылки могут вести на эти хосты и адреса и на всё, что ниже них, что бы ни говорили списки блокировки; об офферах и лендингах там не предупреждают. Ссылки, остановленные только из-за них, снова работают.',
  ],
  'allowed.place': ['Host or address', 'Хост или адрес'],
  'allowed.note': ['Why', 'Почему'],
  'allowed.host': ['Allow this host', 'Разрешить этот хост'],
  'allowed.address': ['Allow this address', 'Разрешить этот адрес'],
  'allowed.add': ['Allow', 'Разрешить'],
  'allowed.done': ['Allowed: {place}', 'Разрешено: {place}'],
  'allowed.none': ['Nothing is allowed so far.', 'Пока ничего не разрешено.'],
  'allowed.at': ['Since', 'С какого времени'],
  'allowed.removeTitle': ['Allow {place} no longer?', 'Больше не разрешать {place}?'],
  'allowed.removeText': [
    'Links that lead there are held against the blocklists again, and stopped if one names them.',
    'Ссылки, которые туда ведут, снова сверяются со списками блокировки и останавливаются, если те их называют.',
  ],
  'allowed.remove': ['Allow no longer', 'Не разрешать'],
  'listed.badge': ['listed', 'в списке'],
  'listed.text': [
    'Where it leads is {reasons}. Visitors still go there: lists stop short links only.',
    'То, куда это ведёт, есть {reasons}. Посетители по-прежнему туда попадают: списки останавливают только короткие ссылки.',
  ],
  'listed.targets': ['Offers and landings that lists name', 'Офферы и лендинги в списках'],
} as const satisfies Texts
