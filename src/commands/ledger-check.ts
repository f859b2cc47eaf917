/** `sluice ledger check`: whether the stored events are whole, beside a running server too. */
import { formatMoney } from '../core/money.ts'
import { type CheckedSegment, checkLedger, type LedgerCheck } from '../ledger/check/ledger-check.ts'
import type { Command, Terminal } from './command.ts'
import { actAsOwnerOf, installationOf } from './data-folder.ts'

export const ledgerCheck: Command = {
  name: 'ledger check',
  help: 'Read all stored events against their checksums and sums; ends with 1 if anything is wrong',
  usage: '[--json] [--data DIR]',
  switches: ['json'],
  options: ['data'],
  run(args, terminal) {
    const config = installationOf(args.flags, terminal)
    if (typeof config === 'number') return Promise.resolve(config)
    actAsOwnerOf(config.dataDir)
    const isJson = args.has('json')
    const each = (checked: CheckedSegment) => terminal.print(lineOf(checked))
    const result = checkLedger(config.dataDir, isJson ? undefined : each)
    if (isJson) terminal.print(JSON.stringify(result))
    else printSummary(result, terminal)
    return Promise.resolve(result.problems.length === 0 ? 0 : 1)
  },
}

const count = (number: number) => number.toLocaleString('en-US')

function lineOf({ segment, state, events, sums, problems }: CheckedSegment): string {
  const verdict = problems.length === 0 ? 'ok' : `DAMAGED: ${problems.join('; ')}`
  const what = `${count(events)} events, ${count(sums.clicks)} clicks`
  return `${state === 'open' ? 'journal' : 'segment'} ${segment}: ${what}: ${verdict}`
}

function printSummary({ segments, events, sums, problems, notes }: LedgerCheck, out: Terminal) {
  const revenue = sums.revenueHoldMicros + sums.revenueConfirmedMicros + sums.revenueOtherMicros
  out.print('')
  out.print(
    `${count(segments.length)} segments, ${count(events)} events: ${count(sums.clicks)} clicks, ` +
      `${count(sums.leads)} leads, revenue ${formatMoney(revenue)}, cost ${formatMoney(sums.costMicros)}`,
  )
  for (const note of notes) out.print(`note: ${note}`)
  for (const problem of problems) out.warn(problem)
  out.print(
    problems.length === 0 ? 'Everything reads back and adds up.' : `${problems.length} problems`,
  )
}
