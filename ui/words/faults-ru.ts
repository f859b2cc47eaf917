/** Russian for what is wrong with stored events, backups and geo data, as the system page lists it. */
import type { SaidRule } from './texts.ts'

/** In this order: a whole sentence, before what may be a part of another. */
export const FAULTS: readonly SaidRule[] = [
  [
    /^(\d+) events wait for the disk, which refuses them: /,
    'Событий, которых не принимает диск: $1; причина: ',
  ],
  [
    /^the ledger's worker died and is started again: /,
    'Поток, который хранит события, упал и запущен снова: ',
  ],
  [/^events can't be read: /, 'События не читаются: '],
  [
    /(\d+) damaged bytes, (\d+) batches lost, the file is kept$/,
    'повреждено байт — $1, потеряно пачек — $2; файл сохранён',
  ],
  [
    /^journal (\d+): it is sealed and can't be put away: /,
    'журнал $1: уже сложен, но не удаляется: ',
  ],
  [
    /^journal (\d+): no readable header, set aside in /,
    'журнал $1: начало не читается, файл отложен в ',
  ],
  [/^(.+) could not be read; it is kept as /, '$1 не читается; файл сохранён под именем '],
  [/^events are missing: they are in the damaged /, 'Части событий нет: они в повреждённом файле '],
  [
    /^journal (\d+) is missing: no report has its events, from (\S+) on, until the file is put back$/,
    'журнала $1 нет: его событий, начиная с $2, нет ни в одном отчёте, пока файл не вернут',
  ],
  [
    /^ledger\.db is missing: no report has its events, until that of a backup is there$/,
    'ledger.db нет: его событий нет ни в одном отчёте, пока на место не положат файл из резервной копии',
  ],
  [/^sealing: /, 'при складывании событий: '],
  [/^reading: /, 'при чтении событий: '],
  [/its files have changed since it was made$/, 'её файлы изменились после создания'],
  [/^(.+): is not a Sluice database$/, '$1: это не база Sluice'],
  [
    /^cost batch (\S+): its clicks bear (\S+) of (\S+) micro-units$/,
    'расход $1: на кликах $2 из $3 миллионных',
  ],
  [/(\d+) bytes of its journal can't be read$/, 'в её журнале не читается байт: $1'],
  [/(\d+) batches of its journal are missing$/, 'в её журнале нет пачек: $1'],
  [
    /^(.+) was set aside as damaged; its events may be missing$/,
    '$1: файл отложен как повреждённый; его событий может не быть',
  ],
  [/\b(\S+) has (\d+) rows instead of (\d+)$/, 'в $1 строк $2 вместо $3'],
  [/\b(\S+) is outside of what the segment says$/, '$1 выходит за пределы сегмента'],
  [/\bchecksum of costs of batch (\S+)$/, 'контрольная сумма расхода $1 не сходится'],
  [/\bchecksum of (\S+)$/, 'контрольная сумма $1 не сходится'],
  [/^unknown kind of file: /, 'неизвестный вид файла: '],
  [/two events have one row number$/, 'у двух событий один номер строки'],
  [/an event is of an unknown kind$/, 'событие неизвестного вида'],
  [/its costs are not those of the batches in force$/, 'его расходы — не те, что записаны сейчас'],
  [/^segment (\d+): /, 'сегмент $1: '],
  [/: segment (\d+): /, ': сегмент $1: '],
  [/^journal (\d+): /, 'журнал $1: '],
  [/^it was interrupted$/, 'её прервали'],
  [
    /^(\d+) MB must be free on the disk, there are (\d+)$/,
    'на диске должно быть свободно МБ: $1, есть $2',
  ],
]
