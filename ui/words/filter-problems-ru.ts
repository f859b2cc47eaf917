/** Russian for what is wrong with filters of reports and of the click log, which say the column before. */
import type { SaidRule } from './texts.ts'

export const filterProblemsRu: readonly SaidRule[] = [
  [/^(\S+: )?unknown field$/, '$1такого поля нет'],
  [
    /^(\S+: )?operator does not fit the field: it takes (.+)$/,
    '$1это сравнение к полю не подходит, есть такие: $2',
  ],
  [/^chooses rows, and the report has no groupings$/, 'выбирает строки, а отчёт без группировок'],
  [/^no such level: the report has (\d+)$/, 'такого уровня нет: всего их $1'],
  [/^(.+: )?needs true or false$/, '$1нужно true или false'],
  [/^(.+: )?needs a date like (.+)$/, '$1нужна дата вида $2'],
  [/^(.+: )?needs a time like (.+)$/, '$1нужно время вида $2'],
  [/^(.+: )?needs a month like (.+)$/, '$1нужен месяц вида $2'],
  [/^(.+: )?needs a year like (.+)$/, '$1нужен год вида $2'],
  [/^(.+: )?needs a day from 1, Monday, to 7$/, '$1нужен день недели от 1 (понедельник) до 7'],
  [/^(.+: )?needs an hour from 0 to 23$/, '$1нужен час от 0 до 23'],
  [/^(\S+: )?needs addresses or networks$/, '$1нужны IP-адреса или сети'],
  [/^(.+: )?needs numbers$/, '$1нужны числа'],
  [
    /^(.+: )?needs one value, or null for what is not set$/,
    '$1нужно одно значение или null: «не задано»',
  ],
  [/^(.+: )?needs a list of values$/, '$1нужен список значений'],
  [/^(.+: )?needs a list of addresses or networks$/, '$1нужен список IP-адресов или сетей'],
  [
    /^(.+: )?needs two values, the least and the greatest$/,
    '$1нужны два значения: наименьшее и наибольшее',
  ],
  [/^(.+: )?needs one value to compare with$/, '$1нужно одно значение для сравнения'],
  [/^(.+: )?needs no value$/, '$1значение здесь не нужно'],
  [/^(.+: )?needs one text to look for$/, '$1нужен текст, который искать'],
  [/^(\S+: )?is not filtered by: one click is at (.+)$/, '$1по нему не отбирают: клик по id — $2'],
  [
    /^(\S+: )?is not filtered by: choose a period with (.+) and (.+)$/,
    '$1по нему не отбирают: задайте период, $2 и $3',
  ],
  [
    /^(\S+: )?is not filtered by: the list of conversions has periods of its own$/,
    '$1по нему не отбирают: у списка конверсий свои периоды',
  ],
  [
    /^(\S+: )?is not filtered by: choose parameters of the visit, such as (.+)$/,
    '$1по нему не отбирают: отбирайте по параметрам визита, например $2',
  ],
  [
    /^must be a JSON list of \{column, operator, value\}$/,
    'нужен список JSON из {column, operator, value}',
  ],
]
