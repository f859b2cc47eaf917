/** Lists of networks: what their columns are taken for. */
import { expect, test } from 'bun:test'

import { headOf } from '../../ui/screens/money/list-titles.ts'
import { guessedColumns } from '../../ui/screens/money/reconcile-columns.ts'

const ID = '00000g00001d900beuv6'

test.each([
  [
    `Conversion ID,Status,Payout,Currency,Sub1,Date\n7,approved,1,USD,${ID},2026-11-20`,
    {
      transactionId: 'Conversion ID',
      status: 'Status',
      payout: 'Payout',
      currency: 'Currency',
      clickId: 'Sub1',
      time: 'Date',
    },
  ],
  [
    `ID лида;Статус;Выплата, руб.;subid;Дата создания\n7;Одобрен;1;${ID.toUpperCase()};20.11.2026`,
    {
      transactionId: 'ID лида',
      status: 'Статус',
      payout: 'Выплата, руб.',
      clickId: 'subid',
      time: 'Дата создания',
    },
  ],
  [`transaction_id,Click ID,Sale amount\na,their-own,9`, { transactionId: 'transaction_id' }],
  ['', {}],
])('%j', (list, columns) => expect(guessedColumns(headOf(list))).toEqual(columns))
