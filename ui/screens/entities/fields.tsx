/** Draws the fields of a form. */
import { momentOf, readStamp, stampOf, wallIn } from '../../format/dates.ts'
import {
  AreaField,
  type Common,
  FieldGroup,
  SelectField,
  Switch,
  TextField,
} from '../../parts/field.tsx'
import { Picker } from '../../parts/picker.tsx'
import { HALF_TIME, TimeField } from '../../parts/time-field.tsx'
import { t } from '../../words/words.ts'
import { ChooseMany } from './choose-many.tsx'
import { ChooseField } from './choose-one.tsx'
import { type FieldSpec, listOf, textOf, type Values } from './field-specs.ts'

interface FormFieldsProps {
  readonly specs: readonly FieldSpec[]
  readonly values: Values
  readonly errors: Readonly<Record<string, readonly string[]>>
  readonly onChange: (changes: Values) => void
  /** The first field of a new object gets the focus. */
  readonly isNew?: boolean
}

export function FormFields({ specs, values, errors, onChange, isNew = false }: FormFieldsProps) {
  return (
    <div class="form two">
      {specs.map((spec, at) => (
        <div
          class={spec.isWide === true || spec.kind === 'heading' ? 'wide' : undefined}
          key={spec.name}
        >
          <OneField
            spec={spec}
            values={values}
            errors={errors[spec.name] ?? []}
            onChange={onChange}
            hasFocus={isNew && at === 0}
          />
        </div>
      ))}
    </div>
  )
}

interface OneFieldProps {
  readonly spec: FieldSpec
  readonly values: Values
  readonly errors: readonly string[]
  readonly onChange: (changes: Values) => void
  readonly hasFocus: boolean
}

function OneField({ spec, values, errors, onChange, hasFocus }: OneFieldProps) {
  const { name, label, hint } = spec
  const set = (value: unknown) => onChange({ [name]: value })
  const common = { label, errors, ...(hint === undefined ? {} : { hint }) }
  switch (spec.kind) {
    case 'heading':
      return <h2 class="form-heading">{label}</h2>
    case 'text':
    case 'url':
    case 'number':
    case 'password':
    case 'date':
      return (
        <TextField
          {...common}
          type={spec.kind === 'number' ? 'text' : spec.kind}
          value={textOf(values, name)}
          onInput={set}
          hasFocus={hasFocus}
          autocomplete={spec.kind === 'password' ? 'new-password' : 'off'}
          {...(spec.placeholder === undefined ? {} : { placeholder: spec.placeholder })}
          {...(spec.suffix === undefined ? {} : { suffix: spec.suffix })}
          {...(spec.isRequired === undefined ? {} : { isRequired: spec.isRequired })}
        />
      )
    case 'area':
    case 'lines':
      return (
        <AreaField
          {...common}
          value={spec.kind === 'area' ? textOf(values, name) : listOf(values, name).join('\n')}
          onInput={(text) => set(spec.kind === 'area' ? text : linesOf(text))}
          rows={spec.rows ?? 4}
          suffix={spec.suffix}
          {...(spec.placeholder === undefined ? {} : { placeholder: spec.placeholder })}
        />
      )
    case 'select':
      return (
        <SelectField
          {...common}
          value={textOf(values, name)}
          options={spec.options}
          onChange={set}
          {...(spec.suffix === undefined ? {} : { suffix: spec.suffix(set) })}
        />
      )
    case 'object':
    case 'objects':
      return <Objects {...common} spec={spec} values={values} set={set} />
    case 'switch':
      return (
        <Switch
          label={label}
          isOn={values[name] === true}
          onChange={set}
          {...(typeof hint === 'string' ? { hint } : {})}
        />
      )
    case 'time':
      return <Moment {...common} zone={spec.zone} stamp={textOf(values, name)} onInput={set} />
    case 'picker':
      return (
        <FieldGroup {...common}>
          <Picker
            label={label}
            values={listOf(values, name)}
            options={spec.options}
            isOpen={spec.isOpen}
            isNaming={spec.isNaming ?? false}
            empty={spec.empty}
            onChange={set}
          />
        </FieldGroup>
      )
    case 'own':
      return <FieldGroup {...common}>{spec.draw(values[name], set)}</FieldGroup>
  }
}

interface ObjectsProps extends Common {
  readonly spec: FieldSpec & { readonly kind: 'object' | 'objects' }
  readonly values: Values
  readonly set: (value: unknown) => void
}

function Objects({ spec, values, set, ...common }: ObjectsProps) {
  const { name, label, of: wanted } = spec
  if (spec.kind === 'objects') {
    return (
      <FieldGroup {...common}>
        <ChooseMany {...wanted} label={label} values={listOf(values, name)} onChange={set} />
      </FieldGroup>
    )
  }
  const { extra = [], except } = spec
  const beside = { extra, ...(except === undefined ? {} : { except }) }
  return (
    <ChooseField {...common} {...wanted} {...beside} value={textOf(values, name)} onChange={set} />
  )
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n')
}

interface MomentProps {
  readonly label: string
  readonly errors: readonly string[]
  /** As the API has it, `''`, or `HALF_TIME`. */
  readonly stamp: string
  readonly zone: string
  readonly onInput: (stamp: string) => void
}

function Moment({ stamp, zone, onInput, ...about }: MomentProps) {
  return (
    <TimeField
      {...about}
      hint={t('field.zone', { zone })}
      value={stamp === HALF_TIME ? stamp : wallIn(zone, readStamp(stamp))}
      onInput={(wall) => {
        const moment = momentOf(zone, wall)
        onInput(moment === null ? wall : stampOf(moment))
      }}
    />
  )
}
