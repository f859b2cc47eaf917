/** Words of costs: booked by hand, by file, undone. */
import type { Texts } from './texts.ts'

export const costWords = {
  'cost.new': ['Book costs', 'Внести расходы'],
  'cost.about': [
    'A sum is spread over the clicks of the days chosen, to the last cent; a price is set for each. A new batch replaces what those clicks cost before, and can be undone.',
    'Сумма раскладывается по кликам выбранных дней до копейки; цена ставится каждому. Новая запись заменяет прежний расход этих кликов; её можно отменить.',
  ],
  'cost.batches': ['Booked', 'Внесено'],
  'cost.empty': ['Nothing was booked by hand yet.', 'Вручную ещё ничего не вносили.'],
  'cost.mode': ['How', 'Как'],
  'cost.spread': ['Spread a sum', 'Разложить сумму'],
  'cost.perClick': ['Price per click', 'Цена за клик'],
  'cost.amount': ['Amount', 'Сумма'],
  'cost.only': ['Only clicks with', 'Только клики, где'],
  'cost.allClicks': ['All clicks', 'Все клики'],
  'cost.value': ['Value', 'Значение'],
  'cost.book': ['Book', 'Внести'],
  'cost.done': [
    '{n} click priced|{n} clicks priced',
    'Расход внесён: {n} клик|Расход внесён: {n} клика|Расход внесён: {n} кликов',
  ],
  'cost.redo': ['Redo', 'Вернуть'],
  'cost.state.in_force': ['in force', 'действует'],
  'cost.state.undone': ['undone', 'отменено'],
  'cost.state.covered': ['replaced', 'заменено'],
  'cost.undoFile': ['Undo the whole file', 'Отменить весь файл'],
  'cost.redoFile': ['Redo the whole file', 'Вернуть весь файл'],
  'cost.pending': ['The rest is done in the background', 'Остальное делается в фоне'],
  'cost.file': ['Costs from a file', 'Расходы из файла'],
  'cost.fileText': [
    'The cost of each day or hour, of each zone or creative, as the traffic source exports it. A line that is wrong stops no other.',
    'Расход по дням или часам, по площадкам или креативам, как его выгружает источник. Ошибка в строке не мешает остальным.',
  ],
  'cost.fileOpen': ['Upload a file', 'Загрузить файл'],
  'cost.fileChoose': ['A CSV file', 'Файл CSV'],
  'cost.fileHint': [
    'Columns: date (2026-11-22 or 22.11.2026, with a time like 14:05 or 2:05 PM its hour), value, cost; campaign (id, key, alias or exact name) if the file is of several; currency if it differs.',
    'Столбцы: date (2026-11-22 или 22.11.2026, со временем как 14:05 или 2:05 PM — этот час), value, cost; campaign (id, ключ, алиас или точное имя), если в файле их несколько; currency, если валюта другая.',
  ],
  'cost.fileCampaigns': [
    'Campaigns (of lines that name none)',
    'Кампании (для строк, где они не названы)',
  ],
  'cost.fileBy': ['What “value” is', 'Что такое value'],
  'cost.fileByNothing': ['There is none: whole days', 'Его нет: дни целиком'],
  'cost.fileLarge': ['The file is larger than 1 MB: split it', 'Файл больше 1 МБ: разделите его'],
  'cost.fileDone': [
    '{n} line booked, {clicks} clicks priced.|{n} lines booked, {clicks} clicks priced.',
    'Внесена {n} строка, оценено кликов: {clicks}.|Внесено {n} строки, оценено кликов: {clicks}.|Внесено {n} строк, оценено кликов: {clicks}.',
  ],
  'cost.fileLines': ['Lines of the file', 'Строки файла'],
  'cost.fileWaiting': [
    'Another change of costs is finished first; this window may be closed.',
    'Сначала завершится другое изменение расходов; окно можно закрыть.',
  ],
  'cost.fileRunning': [
    'The lines are being booked; this window may be closed.',
    'Строки вносятся; окно можно закрыть.',
  ],
  'cost.fileFailed': [
    'Nothing of this file was booked: the server could not write it. Upload it again.',
    'Из этого файла ничего не внесено: сервер не смог его записать. Загрузите его ещё раз.',
  ],
  'cost.fileInterrupted': [
    'Nothing of this file was booked: the server stopped before. Upload it again.',
    'Из этого файла ничего не внесено: сервер остановился раньше. Загрузите его ещё раз.',
  ],
  'cost.fileUnknown': [
    'Nothing is known of the lines of this file. If it is not in the list, it was not booked: upload it again.',
    'О строках этого файла ничего не известно. Если его нет в списке, он не внесён: загрузите его ещё раз.',
  ],
  'cost.running': ['Costs are being worked out', 'Расходы пересчитываются'],
  'cost.fileBad': [
    '{n} line could not be booked:|{n} lines could not be booked:',
    '{n} строку внести не удалось:|{n} строки внести не удалось:|{n} строк внести не удалось:',
  ],
  'cost.fileLeft': [
    'No click matched {sum}: it stands in reports as cost without clicks.',
    'Для {sum} кликов не нашлось: в отчётах это расход без кликов.',
  ],
  'cost.field.keyword': ['Keyword', 'Ключевое слово'],
  'cost.field.source': ['Site', 'Площадка'],
  'cost.field.ad_campaign_id': ['Ad campaign', 'Рекламная кампания'],
  'cost.field.creative_id': ['Creative', 'Креатив'],
  'cost.field.external_id': ['External click id', 'Внешний id клика'],
  'cost.field.country': ['Country code', 'Код страны'],
  'cost.field.device_type': ['Device type', 'Тип устройства'],
  'cost.field.os': ['OS', 'ОС'],
} satisfies Texts
