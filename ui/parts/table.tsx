/**
 * The table of every screen: sticky heading, first column and totals; only the rows in view exist.
 * It has the focus as a whole, and says which row is current.
 */
import type { ComponentChildren, RefObject } from 'preact'
import { useId, useMemo, useRef, useState } from 'preact/hooks'

import { t } from '../words/words.ts'
import { handleTableKey, useEntered } from './table-keys.ts'
import { range, toggled, type Window } from './table-model.ts'
import { Header, TableRow } from './table-rows.tsx'
import type { Column, TableProps } from './table-types.ts'
import { useView } from './table-view.ts'
import { useWidths } from './table-widths.ts'

export function Table<Row>(given: TableProps<Row>) {
  const { rows, question, keyOf, label } = given
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const table = useRef<HTMLTableElement>(null)
  useEntered(table)
  const [active, setActive] = useState<string | null>(null)
  const anchor = useRef<string | null>(null)
  const { view, look, rowHeight, room, edges } = useView(scroller, rows.length, question)
  const { columns, widths, setWidth } = useWidths(given.name, given.columns, room)
  const props = { ...given, columns }
  const keys = useMemo(() => rows.map(keyOf), [rows])
  const at = active === null ? -1 : keys.indexOf(active)
  const goTo = (at: number, isExtending = false) => {
    const key = keys[Math.max(0, Math.min(keys.length - 1, at))]
    if (key === undefined) return
    if (isExtending && props.onSelect) {
      anchor.current ??= active ?? key
      props.onSelect(new Set([...(props.selection ?? []), ...range(keys, anchor.current, key)]))
    } else anchor.current = null
    setActive(key)
    scrollToRow(scroller.current, keys.indexOf(key), rowHeight)
    look()
  }
  const select = (key: string, isRange: boolean) => {
    if (!props.onSelect) return
    const selection = props.selection ?? new Set<string>()
    const from = anchor.current
    anchor.current = key
    props.onSelect(
      isRange && from !== null
        ? new Set([...selection, ...range(keys, from, key)])
        : toggled(selection, key),
    )
  }
  const onKeyDown = (event: KeyboardEvent) =>
    handleTableKey(event, { props, keys, active, goTo, select })
  const total = columns.reduce((sum, { key }) => sum + (widths.get(key) ?? 0), 0)
  return (
    <Frame edges={edges} isDimmed={props.isDimmed === true} scroller={scroller}>
      <table
        ref={table}
        role={props.tree ? 'treegrid' : 'grid'}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={props.onSelect !== undefined}
        aria-activedescendant={isInView(view, at) ? `${id}-${at}` : undefined}
        tabIndex={0}
        style={{ width: `${total}px` }}
        onKeyDown={onKeyDown}
        onFocus={() => active === null && setActive(keys[0] ?? null)}
      >
        <colgroup>
          {columns.map(({ key }) => (
            <col key={key} style={{ width: `${widths.get(key)}px` }} />
          ))}
        </colgroup>
        <Header {...props} widths={widths} onWidth={setWidth} />
        <tbody>
          <Spacer height={view.first * rowHeight} />
          {rows.slice(view.first, view.end).map((row, offset) => (
            <TableRow
              key={keyOf(row)}
              row={row}
              id={`${id}-${view.first + offset}`}
              index={view.first + offset}
              isActive={keyOf(row) === active}
              isSelected={props.selection?.has(keyOf(row)) ?? false}
              props={props}
              onPick={(isRange) => select(keyOf(row), isRange)}
              onActivate={() => setActive(keyOf(row))}
            />
          ))}
          <Spacer height={(rows.length - view.end) * rowHeight} />
        </tbody>
        {props.hasTotals === true ? <Totals columns={columns} /> : null}
      </table>
    </Frame>
  )
}

interface FrameProps {
  readonly edges: ReturnType<typeof useView>['edges']
  readonly isDimmed: boolean
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly children: ComponentChildren
}

/** Holds what scrolls, and shades the sides on which it goes on. */
function Frame({ edges, isDimmed, scroller, children }: FrameProps) {
  return (
    <div class="table-frame" data-more={edges.more} style={edges.bars}>
      <div class={`table-scroll${isDimmed ? ' dimmed' : ''}`} ref={scroller}>
        {children}
      </div>
    </div>
  )
}

function isInView({ first, end }: Window, at: number): boolean {
  return at >= first && at < end
}

function Spacer({ height }: { readonly height: number }) {
  return height <= 0 ? null : (
    <tr class="spacer" aria-hidden="true" style={{ height: `${height}px` }} />
  )
}

function Totals<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <tfoot>
      <tr>
        {columns.map(({ key, align, total }, at) =>
          at === 0 ? (
            <th scope="row" key={key}>
              {total ?? t('table.totals')}
            </th>
          ) : (
            <td key={key} class={align}>
              {total}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  )
}

function scrollToRow(box: HTMLDivElement | null, at: number, rowHeight: number): void {
  if (box === null) return
  const head = box.querySelector('thead')?.clientHeight ?? 0
  const foot = box.querySelector('tfoot')?.clientHeight ?? 0
  const top = at * rowHeight
  const room = box.clientHeight - head - foot
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + rowHeight > box.scrollTop + room) box.scrollTop = top + rowHeight - room
}
