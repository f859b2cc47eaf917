/** The heading and the rows of a table. */
import { useMemo } from 'preact/hooks'

import { t } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { hasFingers } from './phone.ts'
import { moved } from './table-model.ts'
import type { Column, TableProps } from './table-types.ts'

type HeaderProps<Row> = TableProps<Row> & {
  readonly widths: ReadonlyMap<string, number>
  readonly onWidth: (key: string, width: number) => void
}

export function Header<Row>(props: HeaderProps<Row>) {
  const { columns, widths, onWidth } = props
  useKeptFocus(columns.map(({ key }) => key))
  return (
    <thead>
      <tr>
        {columns.map((column, at) => (
          <Heading
            key={column.key}
            column={column}
            props={props}
            order={at === 0 ? null : orderBy(props, column.key)}
            width={widths.get(column.key) ?? column.width}
            onWidth={(width) => onWidth(column.key, width)}
          />
        ))}
      </tr>
    </thead>
  )
}

interface Order {
  /** Puts another column in the place of this one. */
  readonly take: (key: string) => void
  readonly step: (step: number) => void
}

/** Null where columns can't be moved. */
function orderBy<Row>({ columns, onOrder }: TableProps<Row>, key: string): Order | null {
  if (onOrder === undefined) return null
  const keys = columns.slice(1).map((column) => column.key)
  const step = (by: number) => {
    const to = keys[keys.indexOf(key) + by]
    if (to !== undefined) onOrder(moved(keys, key, to))
  }
  return { take: (other) => onOrder(moved(keys, other, key)), step }
}

interface HeadingProps<Row> {
  readonly column: Column<Row>
  readonly props: TableProps<Row>
  readonly order: Order | null
  readonly width: number
  readonly onWidth: (width: number) => void
}

/** Dragged to another column it takes its place; Alt with an arrow key does the same. */
function Heading<Row>({ column, props, order, width, onWidth }: HeadingProps<Row>) {
  const { key, align, sortFirst, title } = column
  const { sort, onSort } = props
  const dir = sort?.key === key ? sort.dir : null
  return (
    <th
      scope="col"
      class={align}
      title={column.hint}
      aria-sort={dir === null ? undefined : dir === 'asc' ? 'ascending' : 'descending'}
      draggable={order !== null}
      onDragStart={(event) => event.dataTransfer?.setData(COLUMN, key)}
      onDragOver={(event) => {
        if (order !== null && event.dataTransfer?.types.includes(COLUMN)) event.preventDefault()
      }}
      onDrop={(event) => order?.take(event.dataTransfer?.getData(COLUMN) ?? '')}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
        if (step === undefined || !event.altKey || order === null) return
        event.preventDefault()
        order.step(step)
      }}
    >
      {sortFirst !== undefined && onSort !== undefined ? (
        <button type="button" onClick={() => onSort(key, sortFirst)}>
          <span>{title}</span>
          {dir === null ? null : <Icon name={dir === 'asc' ? 'up' : 'down'} size={14} />}
        </button>
      ) : (
        <span>{title}</span>
      )}
      <Resizer title={title} width={width} onWidth={onWidth} />
    </th>
  )
}

/** What is dragged, so that no other text is taken for a column. */
const COLUMN = 'application/x-sluice-column'

interface ResizerProps {
  readonly title: string
  readonly width: number
  readonly onWidth: (width: number) => void
}

const KEY_STEP = 16

/** Drag, or arrow keys while it has the focus. */
function Resizer({ title, width, onWidth }: ResizerProps) {
  const start = (event: PointerEvent) => {
    event.preventDefault()
    const handle = event.currentTarget as HTMLElement
    const from = event.clientX
    handle.setPointerCapture(event.pointerId)
    handle.onpointermove = (move) => onWidth(width + move.clientX - from)
    handle.onpointerup = () => {
      handle.onpointermove = null
    }
  }
  return (
    <span
      class="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('table.width', { name: title })}
      aria-valuenow={width}
      tabIndex={-1}
      onPointerDown={start}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key]
        if (step !== undefined) onWidth(width + step)
      }}
    />
  )
}

interface RowProps<Row> {
  readonly row: Row
  readonly id: string
  readonly index: number
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly props: TableProps<Row>
  readonly onPick: (isRange: boolean) => void
  readonly onActivate: () => void
}

export function TableRow<Row>({
  row,
  id,
  index,
  isActive,
  isSelected,
  props,
  ...act
}: RowProps<Row>) {
  const { columns, tree, onOpen } = props
  const expanded = tree?.isExpanded(row) ?? null
  // Most of a table does not change when one moves in it, and what is the same is not compared again.
  const cells = useMemo(
    () =>
      columns.slice(1).map((column) => (
        <td key={column.key} class={column.align}>
          {column.cell(row)}
        </td>
      )),
    [row, columns],
  )
  const look = [isActive ? 'active' : '', isSelected ? 'selected' : '', props.rowClass?.(row) ?? '']
  return (
    <tr
      id={id}
      class={look.filter((word) => word !== '').join(' ')}
      aria-rowindex={index + 2}
      aria-selected={props.onSelect === undefined ? undefined : isSelected}
      aria-level={tree?.level(row)}
      aria-expanded={expanded === null ? undefined : expanded}
      onClick={(event) => {
        act.onActivate()
        if (props.onSelect && (event.shiftKey || event.ctrlKey || event.metaKey)) {
          act.onPick(event.shiftKey)
        }
      }}
      // Two taps choose a row and let go of it.
      onDblClick={() => hasFingers() || onOpen?.(row)}
    >
      <FirstCell {...{ row, isSelected, props, act }} />
      {cells}
    </tr>
  )
}

interface FirstCellProps<Row> {
  readonly row: Row
  readonly isSelected: boolean
  readonly props: TableProps<Row>
  readonly act: { readonly onPick: (isRange: boolean) => void }
}

function FirstCell<Row>({ row, isSelected, props, act }: FirstCellProps<Row>) {
  const { tree, columns } = props
  const expanded = tree?.isExpanded(row) ?? null
  return (
    <th scope="row">
      <span class="first" data-level={tree?.level(row) ?? 1}>
        {props.onSelect === undefined ? null : (
          <label class="row-tick" onClick={(event) => event.stopPropagation()}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={t('table.select', { name: (props.nameOf ?? props.keyOf)(row) })}
              checked={isSelected}
              onClick={(event) => act.onPick(event.shiftKey)}
            />
          </label>
        )}
        {tree === undefined ? null : (
          <button
            type="button"
            tabIndex={-1}
            class={`twist${expanded === true ? ' open' : ''}`}
            aria-label={expanded === true ? t('table.collapse') : t('table.expand')}
            hidden={expanded === null}
            onClick={(event) => {
              event.stopPropagation()
              tree.toggle(row)
            }}
          >
            <Icon name="right" size={14} />
          </button>
        )}
        <span class="cell-text">{columns[0]?.cell(row)}</span>
      </span>
    </th>
  )
}
