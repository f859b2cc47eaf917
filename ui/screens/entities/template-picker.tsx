/** Starting points for new networks and sources: searched, with how far they can be trusted. */
import { useState } from 'preact/hooks'

import { get } from '../../api/client.ts'
import { visible } from '../../format/text.ts'
import { RemoveButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Page } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetShared, shared, useLoad } from '../../state/load.ts'
import { mayCreateAt } from '../../state/rights.ts'
import { tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { type Key, t, term } from '../../words/words.ts'
import { NotToMake } from './not-to-make.tsx'
import { removeTemplate, TemplateImport, type TemplateKind } from './template-import.tsx'
import { isAskedFor } from './template-search.ts'

interface TemplateRow {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly confidence: string
  readonly verify: boolean
  readonly isOwn: boolean
}

interface PickerProps<T> {
  readonly kind: TemplateKind
  readonly title: Key
  readonly list: Key
  readonly path: string
  /** Null: start empty. */
  readonly onPick: (template: T | null) => void
}

export function TemplatePage<T>({ kind, title, list, path, onPick }: PickerProps<T>) {
  if (!mayCreateAt(path)) return <NotToMake title={title} list={list} path={path} />
  return (
    <Page title={t(title)} up={{ to: path, label: t(list) }}>
      <p class="faint">{t('template.text')}</p>
      <TemplateGrid<T> kind={kind} onPick={onPick} />
    </Page>
  )
}

interface GridProps<T> {
  readonly kind: TemplateKind
  readonly onPick: (template: T | null) => void
}

export function TemplateGrid<T>({ kind, onPick }: GridProps<T>) {
  const [text, setText] = useState('')
  const templates = useLoad(
    (signal) =>
      shared(
        `templates ${kind}`,
        (wanted) => get<{ rows: TemplateRow[] }>(`/templates?kind=${kind}`, wanted),
        signal,
      ),
    [kind],
  )
  const changed = () => {
    forgetShared()
    templates.reload()
  }
  const pick = async (id: string) => {
    try {
      onPick(await get<T>(`/templates/${kind}/${encodeURIComponent(id)}`))
    } catch (error) {
      tellFailure(error)
    }
  }
  if (templates.error !== null)
    return <Failed failure={templates.error} onRetry={templates.reload} />
  if (templates.data === null) return <Skeleton />
  const found = templates.data.rows.filter(({ name, category }) =>
    isAskedFor(text, [name, category, term('category', category, '')]),
  )
  return (
    <div class="stack">
      <div class="tools">
        <SearchBox
          label={t('template.search')}
          value={text}
          onInput={setText}
          onTake={() => {
            const [first] = found
            if (first !== undefined) void pick(first.id)
          }}
        />
        {isAdmin.value ? <TemplateImport onDone={changed} /> : null}
      </div>
      <div role="status">
        {found.length > 0 ? null : <Notice look="info">{t('template.none')}</Notice>}
      </div>
      <div class="tiles">
        <button type="button" class="tile" onClick={() => onPick(null)}>
          <strong>{t('template.empty')}</strong>
          <span class="faint">{t('template.emptyText')}</span>
        </button>
        {found.map((row) => (
          <div class="tile-box" key={row.id}>
            <Tile row={row} onClick={() => void pick(row.id)} />
            {row.isOwn && isAdmin.value ? (
              <RemoveButton
                label={t('template.remove', { name: row.name })}
                onClick={() => void removeTemplate(kind, row, changed)}
              />
            ) : null}
          </div>
        ))}
      </div>
    </div>
  )
}

interface TileProps {
  readonly row: TemplateRow
  readonly onClick: () => void
}

function Tile({ row: { name, category, confidence, verify, isOwn }, onClick }: TileProps) {
  return (
    <button type="button" class="tile" onClick={onClick}>
      <strong>
        <Text value={name} length={60} />
      </strong>
      <span class="row">
        {isOwn ? <Badge look="accent">{t('template.own')}</Badge> : null}
        {isOwn && category === 'own' ? null : (
          <Badge look="neutral">{term('category', category, visible(category))}</Badge>
        )}
        <Trust confidence={confidence} verify={verify} />
      </span>
    </button>
  )
}

function Trust({ confidence, verify }: { confidence: string; verify: boolean }) {
  if (verify) return <Badge look="warning">{t('template.verify')}</Badge>
  return confidence === 'high' ? (
    <Badge look="good">{t('template.high')}</Badge>
  ) : (
    <Badge look="neutral">{t('template.medium')}</Badge>
  )
}
