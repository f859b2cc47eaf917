/** The form of a payload that is an object, made of its schema. */
import type { JsonSchema } from '../../api/types.ts'
import { allZones, weekdayName } from '../../format/dates.ts'
import { Button } from '../../parts/button.tsx'
import { FieldGroup, SelectField, TextField } from '../../parts/field.tsx'
import { Picker } from '../../parts/picker.tsx'
import { HALF_TIME, TimeField } from '../../parts/time-field.tsx'
import { trackerZone } from '../../state/user.ts'
import { t, term } from '../../words/words.ts'
import { blankParts, inputOf, type Payload, TIME_OF_DAY, withPart } from './payload-parts.ts'

interface FormProps {
  readonly schema: JsonSchema
  readonly payload: Payload
  readonly onChange: (payload: Payload) => void
}

export function PayloadForm({ schema, payload, onChange }: FormProps) {
  return (
    <>
      {Object.entries(schema.properties ?? {}).map(([name, asked]) => (
        <Part
          key={name}
          label={term('part', name, asked.title)}
          asked={asked}
          value={payload[name]}
          onChange={(part) => onChange(withPart(schema, payload, name, part))}
        />
      ))}
    </>
  )
}

interface PartProps {
  readonly label: string
  readonly asked: JsonSchema
  /** Undefined: it is left out. */
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

function Part(props: PartProps) {
  const { label, asked, value, onChange } = props
  const text = typeof value === 'string' ? value : ''
  switch (inputOf(asked)) {
    case 'groups':
      return <Groups {...props} />
    case 'weekdays':
      return <Weekdays {...props} />
    case 'values':
      return <Values {...props} />
    case 'number':
      return (
        <TextField
          label={label}
          type="number"
          value={typeof value === 'number' ? String(value) : ''}
          onInput={(typed) => onChange(typed === '' ? undefined : Number(typed))}
        />
      )
    case 'time_zone':
      return <SelectField label={label} value={text} options={zoneOptions()} onChange={onChange} />
    case 'choice':
      return (
        <SelectField label={label} value={text} options={choicesOf(asked)} onChange={onChange} />
      )
    case 'local_time':
      return (
        <TimeField
          label={label}
          value={text === HALF_TIME ? text : text.replace(' ', 'T')}
          onInput={(wall) => onChange(wall.replace('T', ' '))}
        />
      )
    case 'time_of_day':
      return (
        <TextField
          label={label}
          value={text}
          {...(typeof asked.default === 'string' ? { placeholder: asked.default } : {})}
          errors={text === '' || TIME_OF_DAY.test(text) ? [] : [t('filter.badTime')]}
          onInput={onChange}
        />
      )
    case 'text':
      return <TextField label={label} value={text} onInput={onChange} />
  }
}

const zoneOptions = () => allZones().map((value) => ({ value, label: value }))

function choicesOf({ anyOf = [] }: JsonSchema) {
  return anyOf.map((one) => {
    const value = String(one.const)
    return { value, label: term('choice', value) }
  })
}

function Values({ label, asked, value, onChange }: PartProps) {
  const what = asked.description ?? ''
  return (
    <FieldGroup label={label} hint={<Expected what={term('payload', '', what)} />}>
      <Picker
        label={label}
        values={((value ?? []) as readonly unknown[]).map(String)}
        options={[]}
        isOpen
        placeholder={t('filter.valuesHint')}
        onChange={onChange}
      />
    </FieldGroup>
  )
}

export function Expected({ what }: { readonly what: string }) {
  return (
    <>
      <p class="hint">{t('filter.expects', { what })}</p>
      {what.includes('/re/') ? <p class="hint">{t('filter.regexHint')}</p> : null}
    </>
  )
}

const DAYS = [1, 2, 3, 4, 5, 6, 7]

function Weekdays({ label, value, onChange }: PartProps) {
  const days = value as readonly number[]
  const toggled = (day: number) =>
    DAYS.filter((one) => (one === day ? !days.includes(one) : days.includes(one)))
  return (
    <FieldGroup label={label}>
      <div class="segments weekdays">
        {DAYS.map((day) => (
          <button
            type="button"
            key={day}
            aria-pressed={days.includes(day)}
            onClick={() => onChange(toggled(day))}
          >
            {weekdayName(day)}
          </button>
        ))}
      </div>
    </FieldGroup>
  )
}

/** Objects of the same kind, one below the other. */
function Groups({ asked, value, onChange }: PartProps) {
  const groups = value as readonly Payload[]
  const schema = asked.items ?? {}
  const title = term('part', schema.title ?? '', schema.title)
  const replace = (at: number, by: readonly Payload[]) => onChange(groups.toSpliced(at, 1, ...by))
  return (
    <>
      {groups.map((group, at) => (
        <fieldset class="payload-group" key={at}>
          <PayloadForm schema={schema} payload={group} onChange={(next) => replace(at, [next])} />
          {groups.length === 1 ? null : (
            <Button
              icon="trash"
              look="quiet"
              label={t('filter.less', { what: `${title} ${at + 1}` })}
              onClick={() => replace(at, [])}
            />
          )}
        </fieldset>
      ))}
      <div>
        <Button
          icon="plus"
          look="quiet"
          onClick={() => onChange([...groups, blankParts(schema, trackerZone.peek())])}
        >
          {t('filter.more', { what: title })}
        </Button>
      </div>
    </>
  )
}
