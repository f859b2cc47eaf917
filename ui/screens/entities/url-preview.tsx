/** An address with its macros marked, and the same with sample values. */
import { visible } from '../../format/text.ts'
import { CopyButton } from '../../parts/button.tsx'
import { t } from '../../words/words.ts'

/** What a macro could be for one visitor. */
const SAMPLES: Readonly<Record<string, string>> = {
  subid: 'g00007pe8004lhbjg975',
  clickid: 'g00007pe8004lhbjg975',
  uclick: 'g00007pe8004lhbjg975',
  external_id: 'a1b2c3',
  country: 'DE',
  city: 'Berlin',
  language: 'de',
  keyword: 'shoes',
  source: 'site.example',
  payout: '12.5',
  cost: '0.021',
  status: 'sale',
  device_type: 'mobile',
  os: 'Android',
  browser: 'Chrome',
  ip: '192.0.2.1',
  zone: '81',
}

/** Of any text: which one a visitor will have nobody knows. */
const HASHES: Readonly<Record<string, string>> = {
  md5: '9e107d9d372bb6826bd81d3542a419d6',
  sha256: 'd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592',
}
const HASH = /(?:_|:|,)(md5|sha256):?$/

/** Macros of either side: ours, and those that a source or network fills in. */
const MACRO = /(\$?\{[^{}\s]+\}|\[[a-zA-Z_:]+\]|##[A-Z_]+##|\b(?:REPLACE|OPTIONAL)(?:_[A-Z_]+)?\b)/g

export function MarkedUrl({ value }: { readonly value: string }) {
  return (
    <code class="marked-url">
      {value.split(MACRO).map((part, at) => {
        if (at % 2 === 0) return visible(part)
        const isLeft = /^(REPLACE|OPTIONAL)/.test(part)
        return (
          <mark class={isLeft ? 'left-over' : undefined} key={at}>
            {visible(part)}
          </mark>
        )
      })}
    </code>
  )
}

/** `unknown`: names that are nobody's macros, in whose place nothing will stand. */
export function sampleOf(template: string, unknown: readonly string[] = []): string {
  return template.replace(MACRO, (macro) => {
    const [name = '', args = ''] = macro.replace(/^\$?[{[#]+|[}\]#]+$/g, '').split(':')
    if (unknown.includes(name.replace(/^_/, ''))) return ''
    const hash = HASH.exec(`${name}:${args}`)?.[1]
    if (hash !== undefined) return HASHES[hash] ?? ''
    const sub = /^(?:sub_id_|t)(\d+)$/.exec(name)
    return SAMPLES[name.toLowerCase()] ?? (sub === null ? 'x' : `value${sub[1]}`)
  })
}

interface Props {
  readonly template: string
  readonly unknown?: readonly string[]
}

export function UrlPreview({ template, unknown = [] }: Props) {
  if (template.trim() === '') return <p class="faint">{t('preview.empty')}</p>
  return (
    <div class="stack">
      <MarkedUrl value={template} />
      <p class="faint small">{t('preview.sample')}</p>
      <div class="row nowrap">
        <code class="marked-url">{visible(sampleOf(template, unknown))}</code>
        <CopyButton text={sampleOf(template, unknown)} label={t('copy')} />
      </div>
    </div>
  )
}
