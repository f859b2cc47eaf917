/** Macros for the field beside it: one that is picked comes where the cursor is. */
import { useRef } from 'preact/hooks'

import { Menu } from '../../parts/menu.tsx'
import { isPhone } from '../../parts/phone.ts'
import { dimensionTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import type { Token } from './token-table.tsx'

/** What sources want to hear of a conversion. */
const OF_CONVERSIONS = [
  'external_id',
  'payout',
  'revenue_currency',
  'status',
  'tid',
  'subid',
  'cost',
  'conversion_time',
] as const

/** As networks want it that know people by hashes of what they have stored. */
const HASHED = 'sub_id_1:lower,sha256'
const hashed = () => ({ macro: HASHED, about: t('macro.hashed') })

/** What offers, landings and other places that visitors are sent to want to hear of a click. */
const OF_CLICKS: readonly (readonly [macro: string, about: () => string])[] = [
  ['subid', () => t('macro.subid')],
  ['external_id', () => t('macro.external_id')],
  ...Array.from({ length: 5 }, (_, at) => [`sub_id_${at + 1}`, () => ''] as const),
  ['source', () => dimensionTitle('source')],
  ['keyword', () => dimensionTitle('keyword')],
  ['cost', () => t('macro.cost')],
  ['country', () => dimensionTitle('geoCountry')],
  ['city', () => dimensionTitle('geoCity')],
  ['language', () => dimensionTitle('languageCode')],
  ['device_type', () => dimensionTitle('deviceType')],
  ['os', () => dimensionTitle('osName')],
  ['browser', () => dimensionTitle('browserName')],
  ['ip', () => dimensionTitle('ip')],
  ['campaign_id', () => t('macro.campaign_id')],
  ['campaign_name', () => dimensionTitle('campaign')],
  ['offer_id', () => t('macro.offer_id')],
  ['landing_id', () => t('macro.landing_id')],
  ['traffic_source_name', () => dimensionTitle('trafficSource')],
]

interface Offered {
  readonly macro: string
  readonly about: string
}

/** `tokens`: parameters of the source, which its postback may send back. */
export function MacroMenu({ tokens }: { readonly tokens: readonly Token[] }) {
  const ofSource = tokens
    .filter(({ id }) => /^\d+$/.test(id))
    .map(({ id, name }) => ({ macro: `sub_id_${id}`, about: name }))
  const offered = OF_CONVERSIONS.map((macro) => ({ macro, about: t(`macro.${macro}`) }))
  return <Macros offered={[...offered, ...ofSource, hashed()]} />
}

/** For addresses that visitors are sent to. */
export function ClickMacros() {
  const offered = OF_CLICKS.map(([macro, about]) => ({ macro, about: about() }))
  return <Macros offered={[...offered, hashed()]} />
}

function Macros({ offered }: { readonly offered: readonly Offered[] }) {
  const place = useRef<HTMLSpanElement>(null)
  const insert = (macro: string) => {
    const input = place.current?.parentElement?.querySelector<
      HTMLInputElement | HTMLTextAreaElement
    >('input, textarea')
    if (!input) return
    input.focus()
    input.setRangeText(`{${macro}}`, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end')
    input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  return (
    <span ref={place}>
      <Menu
        label={t('macro.insert')}
        {...(isPhone() ? {} : { text: t('macro.one') })}
        icon="plus"
        items={offered.map(({ macro, about }) => ({
          label: about === '' ? `{${macro}}` : `{${macro}} · ${about}`,
          run: () => insert(macro),
        }))}
      />
    </span>
  )
}
