/** The final address with what each macro became: in its place, and in a list under it. */
import type { TargetPiece } from '../../../src/core/marked-target.ts'
import { visible } from '../../format/text.ts'
import { CopyButton } from '../../parts/button.tsx'
import { t } from '../../words/words.ts'

/** Where a macro gave nothing. */
const NOTHING = '∅'

interface Props {
  readonly url: string
  readonly pieces: readonly TargetPiece[]
}

export function MarkedTarget({ url, pieces }: Props) {
  return (
    <div class="stack">
      <div class="row nowrap">
        <code class="marked-url">{pieces.map(markedPiece)}</code>
        <CopyButton text={url} label={t('copy')} />
      </div>
      <MacroList pieces={pieces} />
    </div>
  )
}

function markedPiece({ text, macro }: TargetPiece, at: number) {
  if (macro === null) return visible(text)
  if (text !== '') {
    return (
      <mark key={at} class="filled" title={macro}>
        {visible(text)}
      </mark>
    )
  }
  const said = t('macros.isEmpty', { macro })
  return (
    <mark key={at} class="left-over" title={said} role="img" aria-label={said}>
      {NOTHING}
    </mark>
  )
}

function MacroList({ pieces }: Pick<Props, 'pieces'>) {
  const found = pieces.flatMap(({ macro, value }) => (macro === null ? [] : [{ macro, value }]))
  // One that stands twice may have two values: dice are thrown again.
  const rows = new Map(found.map((each) => [`${each.macro} ${each.value}`, each]))
  if (rows.size === 0) return null
  return (
    <table class="plain-table small">
      <caption class="visually-hidden">{t('macros.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('macros.macro')}</th>
          <th scope="col">{t('macros.value')}</th>
        </tr>
      </thead>
      <tbody>
        {[...rows].map(([key, { macro, value }]) => (
          <tr key={key}>
            <th scope="row">
              <code>{visible(macro)}</code>
            </th>
            <td class="wrap">
              {value === '' ? <em class="faint">{t('macros.empty')}</em> : visible(value)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
