/** Words of what puts values of a report into filters of flows. */
import type { Texts } from './texts.ts'

export const useWords = {
  'use.act': ['Use in a flow', 'В фильтр потока'],
  'use.title': ['Use these values in a flow', 'Эти значения — в фильтр потока'],
  'use.level': ['Values of', 'Чьи значения'],
  'use.values': [
    '{n} value of “{title}”: {names}|{n} values of “{title}”: {names}',
    '{n} значение «{title}»: {names}|{n} значения «{title}»: {names}|{n} значений «{title}»: {names}',
  ],
  'use.more': ['{names} and {n} more', '{names} и ещё {n}'],
  'use.wholeReport': [
    'All {n} row of the report, not this page alone|All {n} rows of the report, not this page alone',
    'Вся {n} строка отчёта, а не только эта страница|Все {n} строки отчёта, а не только эта страница|Все {n} строк отчёта, а не только эта страница',
  ],
  'use.pageOnly': [
    'The report has {n} row, more than a filter may have values: these are of this page alone.|The report has {n} rows, more than a filter may have values: these are of this page alone.',
    'В отчёте {n} строка, больше, чем значений может быть в фильтре: это только текущая страница.|В отчёте {n} строки, больше, чем значений может быть в фильтре: это только текущая страница.|В отчёте {n} строк, больше, чем значений может быть в фильтре: это только текущая страница.',
  ],
  'use.noFilter': [
    'No filter of a flow takes values of “{title}”.',
    'Ни один фильтр потока не принимает значения «{title}».',
  ],
  'use.unsaid': [
    '{n} row stays out, because no filter can say it: {names}|{n} rows stay out, because no filter can say them: {names}',
    '{n} строка не войдёт: фильтр не может её выразить: {names}|{n} строки не войдут: фильтр не может их выразить: {names}|{n} строк не войдут: фильтр не может их выразить: {names}',
  ],
  'use.empty': [
    '“(not set)” becomes @empty: visitors without a value, those with a macro that was not replaced included.',
    '«(не задано)» станет @empty: это посетители без значения, в том числе с незаменённым макросом.',
  ],
  'use.alsoMeant': [
    '{n} row that is not chosen is meant as well, because letter case and narrower languages do not count: {names}|{n} rows that are not chosen are meant as well, because letter case and narrower languages do not count: {names}',
    'Под фильтр попадёт и {n} невыбранная строка: регистр и варианты языка не различаются: {names}|Под фильтр попадут и {n} невыбранные строки: регистр и варианты языка не различаются: {names}|Под фильтр попадут и {n} невыбранных строк: регистр и варианты языка не различаются: {names}',
  ],
  'use.above': [
    'The filter looks at these values alone and holds for every {titles}.',
    'Фильтр смотрит только на эти значения и действует при любом «{titles}».',
  ],
  'use.newFlow': ['A new flow before the others', 'Новый поток перед остальными'],
  'use.onlyDefault': [
    'The default flow takes everybody who is left and has no filters, so these visitors get a flow before it.',
    'Поток по умолчанию принимает всех оставшихся и фильтров не имеет, поэтому для этих посетителей нужен поток перед ним.',
  ],
  'use.mode': ['Visitors with these values', 'Посетители с этими значениями'],
  'use.reject': ['Leave out', 'Не пускать'],
  'use.accept': ['Let in', 'Пускать'],
  'use.rejectText': [
    '“{flow}” no longer takes them; they go on to the flows after it.',
    '«{flow}» больше не принимает их, они идут в следующие потоки.',
  ],
  'use.acceptText': ['“{flow}” takes them, too.', '«{flow}» принимает и их.'],
  'use.narrower': [
    '“{flow}” has no such filter yet: from then on it takes these visitors alone.',
    'У потока «{flow}» ещё нет такого фильтра: он станет принимать только этих посетителей.',
  ],
  'use.shut': [
    'These are all that “{flow}” lets in: it would take nobody any more.',
    'Других «{flow}» не пускает: он перестанет принимать кого-либо.',
  ],
  'use.where': ['Where they go', 'Куда их отправить'],
  'use.newText': [
    'A forced flow, first of all: whoever has one of these values goes there.',
    'Форсированный поток, самый первый: туда уйдут все с этими значениями.',
  ],
  'use.flowName': ['Elsewhere: {title}', 'В другое место: {title}'],
  'use.shared': [
    'These flows belong to a rotation: the change counts in {n} campaign: {names}|These flows belong to a rotation: the change counts in {n} campaigns: {names}',
    'Это потоки ротации: изменение подействует в {n} кампании: {names}|Это потоки ротации: изменение подействует в {n} кампаниях: {names}|Это потоки ротации: изменение подействует в {n} кампаниях: {names}',
  ],
  'use.sharedUnseen': [
    'Campaigns that you do not see may use it, too.',
    'Её могут использовать и кампании, которых вы не видите.',
  ],
  'use.counts': ['New: {added}. There already: {known}.', 'Новых: {added}. Уже были: {known}.'],
  'use.noData': [
    'This server has no data for this filter ({need}), so it decides nothing until it has.',
    'На сервере нет данных для этого фильтра ({need}): пока их нет, он ничего не решает.',
  ],
  'use.allThere': [
    'All of these values are in the filter already.',
    'Все эти значения уже есть в фильтре.',
  ],
  'use.openFlow': ['Open the flow', 'Открыть поток'],
  'use.undone': ['Taken back: the flows are as before.', 'Отменено: потоки как прежде.'],
  'use.flowGone': ['The flow is not there any more.', 'Этого потока больше нет.'],
  'use.flowThere': [
    'There is such a flow already. Choose it to add values to it.',
    'Такой поток уже есть. Выберите его, чтобы добавить значения.',
  ],
  'use.manyFlows': ['There are as many flows as there may be.', 'Потоков уже предельно много.'],
  'use.manyFilters': [
    'The flow has as many filters as it may have.',
    'У потока уже предельно много фильтров.',
  ],
  'use.full': [
    'The filter would have more values than one may have.',
    'В фильтре стало бы больше значений, чем можно.',
  ],
  'use.anyFilter': [
    'Any filter of this flow is enough to get in, so none can keep somebody out. Put a new flow before it, or ask for all filters there.',
    'В этот поток пускает любой из фильтров, поэтому исключить им нельзя. Поставьте перед ним новый поток или потребуйте в нём все фильтры.',
  ],
  'use.leftOut': [
    'A filter of this flow leaves some of these values out. Take them out of it there.',
    'Другой фильтр этого потока исключает некоторые из этих значений. Уберите их из него там.',
  ],
  'use.byHand': [
    'The flow has other filters on this field, so that one more value would not let anybody in. Change them there.',
    'У потока есть другие фильтры по этому полю, и новое значение никого не впустит. Измените их там.',
  ],
  'use.changedSince': [
    'It was changed since. Look at the flow.',
    'С тех пор поток изменён. Посмотрите на него.',
  ],
} satisfies Texts
