/** The cap of an offer: how many conversions it takes, and where visitors go when it is full. */
import { ask } from '../../api/client.ts'
import { allZones } from '../../format/dates.ts'
import { CapBar } from '../../parts/cap-bar.tsx'
import { trackerZone } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { choiceOf, type FieldSpec, numberOf, textOf, type Values } from './field-specs.ts'
import type { Age } from './form-state.ts'

export interface CapView {
  readonly isActive: boolean
  readonly maxCap: number
  readonly timezone: string
  readonly resetFrequency: number
  readonly alternativeOfferId: number | null
  readonly priority: string
  readonly currentConversionCap: number
}

export function capValues(cap: CapView | null): Values {
  return {
    capOn: cap !== null && cap.isActive && cap.maxCap > 0,
    maxCap: String(cap?.maxCap ?? 0),
    capZone: cap?.timezone ?? trackerZone.peek(),
    capWindow: String(cap?.resetFrequency ?? 86_400),
    capThen: cap?.priority ?? 'in_path',
    capOffer: cap?.alternativeOfferId ? String(cap.alternativeOfferId) : '',
    capUsed: cap?.currentConversionCap ?? 0,
  }
}

/** Without a cap a new offer needs no second request. */
export async function changeCap(id: string, values: Values, age: Age): Promise<void> {
  const isOn = values['capOn'] === true
  if (!isOn && age === 'new') return
  const body = {
    isActive: isOn,
    maxCap: numberOf(values, 'maxCap'),
    timezone: textOf(values, 'capZone'),
    resetFrequency: numberOf(values, 'capWindow'),
    priority: textOf(values, 'capThen'),
    alternativeOfferId: Number(choiceOf(values, 'capOffer')) || null,
  }
  await ask(age === 'new' ? 'POST' : 'PUT', `/offer/cap/conversion/${id}`, { body })
}

/** In the running period, against what is typed. */
function Used({ values }: { readonly values: Values }) {
  const used = Number(values['capUsed'] ?? 0)
  const max = Number(numberOf(values, 'maxCap'))
  return max > 0 ? <CapBar used={used} max={max} /> : <>{t('cap.used', { n: used })}</>
}

const WINDOWS = [
  ['3600', 'cap.hour'],
  ['86400', 'cap.day'],
  ['604800', 'cap.week'],
  ['2592000', 'cap.month'],
] as const

export function capFields(values: Values, ownId: string): readonly FieldSpec[] {
  const onOff: FieldSpec = {
    kind: 'switch',
    name: 'capOn',
    label: t('cap.on'),
    hint: t('cap.hint'),
    isWide: true,
  }
  if (values['capOn'] !== true) return [onOff]
  const then: FieldSpec = {
    kind: 'select',
    name: 'capThen',
    label: t('cap.then'),
    options: [
      { value: 'in_path', label: t('cap.inPath') },
      { value: 'alternative', label: t('cap.alternative') },
    ],
  }
  const alternative: FieldSpec = {
    kind: 'object',
    name: 'capOffer',
    label: t('cap.offer'),
    of: { kind: 'offer' },
    except: ownId,
  }
  return [
    onOff,
    {
      kind: 'number',
      name: 'maxCap',
      label: t('cap.max'),
      hint: <Used values={values} />,
    },
    {
      kind: 'select',
      name: 'capWindow',
      label: t('cap.window'),
      options: WINDOWS.map(([value, label]) => ({ value, label: t(label) })),
    },
    {
      kind: 'select',
      name: 'capZone',
      label: t('period.zone'),
      options: allZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    },
    then,
    ...(textOf(values, 'capThen') === 'alternative' ? [alternative] : []),
  ]
}
