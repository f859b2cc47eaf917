/** The field and the filter that hold one object of what may be thousands, shown by its name. */
import { closedName } from '../../api/choices.ts'
import type { Wanted } from '../../api/found.ts'
import { Chooser } from '../../parts/chooser.tsx'
import { type Common, FieldFrame, type Option } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'
import { numbered, useNamed } from './named.ts'
import { PickOne } from './pick-one.tsx'

interface ChooseProps extends Wanted {
  readonly label: string
  /** An id, or a value of `extra`; `''`: nothing yet. */
  readonly value: string
  /** What may be chosen besides. */
  readonly extra?: readonly Option[]
  /** Is not offered. */
  readonly except?: string
  readonly onChange: (value: string) => void
}

interface InFrame {
  readonly id?: string
  readonly describedBy?: string
  readonly isInvalid?: boolean
}

export function ChooseOne(props: ChooseProps & InFrame) {
  const { label, kind, access, value, extra = [], except, onChange, ...frame } = props
  const { options, isWhole, learn } = useNamed(kind, [value])
  const chosen = [...extra, ...options].find((option) => option.value === value)
  return (
    <Chooser
      {...frame}
      label={label}
      name={chosen?.label ?? (value === '' ? t('choose') : isWhole ? closedName(value) : '…')}
      pick={(onClose) => (
        <PickOne
          {...{ label, kind, access, extra, except, onClose }}
          onPick={(picked, choice) => {
            if (choice !== null) learn([numbered(choice)])
            onChange(picked)
          }}
        />
      )}
    />
  )
}

export function ChooseField({ errors, hint, ...props }: ChooseProps & Common) {
  return (
    <FieldFrame
      label={props.label}
      {...(errors === undefined ? {} : { errors })}
      hint={hint}
      control={({ invalid, ...ids }) => <ChooseOne {...props} {...ids} isInvalid={invalid} />}
    />
  )
}
