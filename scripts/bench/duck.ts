/**
 * The yardstick: DuckDB with two threads over the same rows. Its table is made once per data folder
 * from what Sluice has sealed; the offer of a click is settled while loading, so that DuckDB reads
 * plainly what Sluice works out for each report.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'

import { firstSeq } from '../../src/core/click-id.ts'
import { EventKind } from '../../src/core/event.ts'
import { judgeBy } from '../../src/detect/robot-verdict.ts'
import { openSegmentsReadOnly } from '../../src/ledger/check/read-only.ts'
import type { Column, SegmentView } from '../../src/ledger/columns/column.ts'

export interface Duck {
  /** Milliseconds for the whole answer, and its `total`. */
  ask(sql: string): Promise<{ readonly ms: number; readonly total: number }>
  close(): void
}

const THREADS = 2
const SEGMENTS_PER_FILE = 16
const TEXTS = ['country', 'deviceType', 'os', 'browser', 'externalId', 'subIds.0', 'subIds.2']
const NUMBERS = [
  'kind',
  'clickSeq',
  'clickTime',
  'campaignId',
  'sourceId',
  'offerId',
  'clicks',
  'leads',
  'costMicros',
  'revenueHoldMicros',
  'revenueConfirmedMicros',
  'revenueOtherMicros',
]

export async function openDuck(dataDir: string): Promise<Duck> {
  const path = join(dataDir, 'bench.duckdb')
  const isNew = !existsSync(path)
  const instance = await DuckDBInstance.create(path, { threads: `${THREADS}` })
  const connection = await instance.connect()
  if (isNew) {
    const files = exportRows(dataDir)
    for (const sql of loadSql(join(dataDir, 'bench-*.csv'))) await connection.run(sql)
    for (const file of files) rmSync(file)
  }
  return {
    async ask(sql) {
      const started = performance.now()
      const rows = (await connection.runAndReadAll(sql)).getRowObjects()
      return { ms: performance.now() - started, total: Number(rows[0]?.['total'] ?? 0) }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function loadSql(files: string): string[] {
  const columns = [
    'seq bigint',
    ...NUMBERS.map((name) => `${name} bigint`),
    ...TEXTS.map((name) => `"${name}" varchar`),
  ]
  const types = columns.map((column) => {
    const [name, type] = column.split(' ')
    return `'${name!.replaceAll('"', '')}': '${type}'`
  })
  const later = `kind in (${EventKind.landingClick}, ${EventKind.conversion}) and offerId <> 0`
  return [
    `create table raw as select * from read_csv('${files}', header = false, columns = {${types.join(', ')}})`,
    `create table settled as select clickSeq, arg_max(offerId, seq) as offer from raw where ${later} group by 1`,
    `create table events as select clickTime as click_time, (epoch_ms(clickTime))::date as "day",
       campaignId::integer campaign, sourceId::integer as "source", coalesce(offer, offerId)::integer as offer,
       country, deviceType as device, os, browser, externalId as "external", "subIds.0" as "zone",
       "subIds.2" as site, clicks::integer as clicks, leads::integer as leads, costMicros as cost,
       revenueHoldMicros + revenueConfirmedMicros + revenueOtherMicros as revenue
     from raw left join settled using (clickSeq) order by seq`,
    'drop table raw',
    'drop table settled',
    'checkpoint',
  ]
}

/** Some segments per file, so that no text gets too long. */
function exportRows(dataDir: string): string[] {
  const { source, close } = openSegmentsReadOnly(dataDir, judgeBy)
  const files: string[] = []
  let lines: string[] = []
  const flush = () => {
    if (lines.length === 0) return
    const path = join(dataDir, `bench-${files.length}.csv`)
    writeFileSync(path, lines.join(''))
    files.push(path)
    lines = []
  }
  for (const view of source.sealed()) {
    lines.push(linesOf(view))
    if (lines.length === SEGMENTS_PER_FILE) flush()
  }
  flush()
  close()
  return files
}

function linesOf(view: SegmentView): string {
  const cells = [...NUMBERS.map((name) => [name, false]), ...TEXTS.map((name) => [name, true])].map(
    ([name, isText]) => cellReader(view.column(String(name)), isText === true),
  )
  let text = ''
  for (let row = 0; row < view.rows; row++) {
    text += `${firstSeq(view.number) + row}`
    for (const cell of cells) text += `,${cell(row)}`
    text += '\n'
  }
  return text
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

function cellReader(column: Column, isText: boolean): (row: number) => string {
  switch (column.kind) {
    case 'constant':
      return () => (isText ? quoted(String(column.value)) : String(column.value))
    case 'number': {
      const { values } = column
      return (row) => String(values[row])
    }
    case 'text': {
      const texts = column.dictionary.map(quoted)
      return (row) => texts[column.codes[row]!]!
    }
  }
}
