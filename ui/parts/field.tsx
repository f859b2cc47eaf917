/** Form fields: a label, one control, a hint, what is wrong. */
import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'

import { visible } from '../format/text.ts'

interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly errors?: readonly string[]
  /** Gets the ids that tie the control to its label and texts. */
  readonly control: (ids: {
    id: string
    describedBy: string
    invalid: boolean
  }) => ComponentChildren
}

export function FieldFrame({ label, hint, errors = [], control }: FieldProps) {
  const id = useId()
  const invalid = errors.length > 0
  return (
    <div class={`field${invalid ? ' invalid' : ''}`}>
      <label for={id}>{label}</label>
      {control({ id, describedBy: `${id}-about`, invalid })}
      <About id={`${id}-about`} errors={errors} hint={hint} />
    </div>
  )
}

interface GroupProps {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly errors?: readonly string[]
  readonly children: ComponentChildren
}

/** Several controls under one heading. */
export function FieldGroup({ label, hint, errors = [], children }: GroupProps) {
  const id = useId()
  return (
    <div class={`field${errors.length > 0 ? ' invalid' : ''}`} role="group" aria-labelledby={id}>
      <span class="label" id={id}>
        {label}
      </span>
      {children}
      <About errors={errors} hint={hint} />
    </div>
  )
}

interface AboutProps {
  readonly id?: string | undefined
  readonly errors: readonly string[]
  readonly hint: ComponentChildren
}

/** What is wrong with a field, and what it is for. */
function About({ id, errors, hint }: AboutProps) {
  return (
    <div id={id} class="about">
      {errors.map((error) => (
        <p class="error" key={error}>
          {error}
        </p>
      ))}
      {hint === undefined ? null : <div class="hint">{hint}</div>}
    </div>
  )
}

export interface Common {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly errors?: readonly string[]
  readonly isDisabled?: boolean
}

interface TextFieldProps extends Common {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password' | 'number' | 'url' | 'date' | 'search' | 'email'
  readonly placeholder?: string
  readonly isRequired?: boolean
  readonly isCode?: boolean
  readonly autocomplete?: string
  readonly hasFocus?: boolean
  readonly suffix?: ComponentChildren
}

export function TextField(props: TextFieldProps) {
  const { value, onInput, type = 'text', isCode = false } = props
  const shown = type === 'url' ? 'text' : type
  return (
    <FieldFrame
      {...about(props)}
      control={({ id, describedBy, invalid }) => (
        <span class="input-row">
          <input
            id={id}
            {...({ type: shown } as { type: 'text' })}
            inputMode={type === 'url' ? 'url' : type === 'number' ? 'decimal' : undefined}
            class={isCode || type === 'url' ? 'code' : undefined}
            value={value}
            placeholder={props.placeholder}
            required={props.isRequired}
            disabled={props.isDisabled}
            autocomplete={props.autocomplete ?? 'off'}
            spellcheck={false}
            step="any"
            ref={(input) => focusOnce(input, props.hasFocus ?? false)}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
          {props.suffix}
        </span>
      )}
    />
  )
}

const focused = new WeakSet<Element>()

/** The first field of a form has the focus when it appears, not with every change. */
function focusOnce(input: HTMLInputElement | null, wanted: boolean): void {
  if (input === null || !wanted || focused.has(input)) return
  focused.add(input)
  queueMicrotask(() => input.focus())
}

interface AreaFieldProps extends Common {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly rows?: number
  readonly placeholder?: string
  readonly suffix?: ComponentChildren
}

export function AreaField(props: AreaFieldProps) {
  return (
    <FieldFrame
      {...about(props)}
      control={({ id, describedBy, invalid }) => (
        <span class="input-row">
          <textarea
            id={id}
            class="code"
            rows={props.rows ?? 4}
            value={props.value}
            placeholder={props.placeholder}
            disabled={props.isDisabled}
            spellcheck={false}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
          {props.suffix}
        </span>
      )}
    />
  )
}

export interface Option {
  readonly value: string
  readonly label: string
  /** What tells it from others of the same name, where there is room for that. */
  readonly about?: string
}

/** Of what can't be changed now: why. It keeps the focus. */
interface Holdable {
  readonly heldBecause?: string
}

interface SelectFieldProps extends Common, Holdable {
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
  /** As the first thing of a dialog. */
  readonly hasFocus?: boolean
  readonly suffix?: ComponentChildren
}

export function SelectField(props: SelectFieldProps) {
  return (
    <FieldFrame
      {...about(props)}
      control={({ id, describedBy, invalid }) => (
        <span class="input-row">
          <Select {...props} id={id} describedBy={describedBy} isInvalid={invalid} />
          {props.suffix}
        </span>
      )}
    />
  )
}

interface SelectProps extends Holdable {
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
  readonly id?: string
  readonly label?: string
  readonly describedBy?: string
  readonly isInvalid?: boolean
  readonly isDisabled?: boolean
  readonly hasFocus?: boolean
}

/** A stored value that is no longer offered stays visible instead of turning into another one. */
export function Select(props: SelectProps) {
  const { value, options, onChange, heldBecause } = props
  const isKnown = options.some((option) => option.value === value)
  const { shown, open } = useShown(options, value)
  const label = props.id === undefined ? props.label : undefined
  return (
    <select
      id={props.id}
      value={value}
      disabled={props.isDisabled}
      autofocus={props.hasFocus ?? false}
      class={heldBecause === undefined ? undefined : 'held'}
      aria-disabled={heldBecause !== undefined || undefined}
      aria-label={label}
      title={titleOf(label, heldBecause)}
      aria-describedby={props.describedBy}
      aria-invalid={props.isInvalid}
      onPointerEnter={open}
      onFocus={open}
      {...(heldBecause === undefined ? {} : { onMouseDown: refuse, onKeyDown: refuseButTab })}
      onChange={(event) => {
        const select = event.currentTarget
        if (heldBecause === undefined) onChange(select.value)
        // A touch may open it none the less.
        else select.value = value
      }}
    >
      {isKnown ? null : <option value={value}>{visible(value)}</option>}
      {shown.map((option) => (
        <option value={option.value} key={option.value}>
          {visible(option.label)}
        </option>
      ))}
    </select>
  )
}

/** More take longer to draw than a screen may take to open. */
const MANY_OPTIONS = 500

/** All options; of many the chosen one, until somebody turns to them. */
function useShown(options: readonly Option[], value: string) {
  const [isOpen, setOpen] = useState(false)
  const isWhole = isOpen || options.length <= MANY_OPTIONS
  return {
    shown: isWhole ? options : options.filter((option) => option.value === value),
    open: () => setOpen(true),
  }
}

const titleOf = (label: string | undefined, heldBecause: string | undefined) =>
  [label, heldBecause].filter((text) => text !== undefined).join('. ') || undefined

function refuse(event: Event): void {
  event.preventDefault()
}

/** A held select neither opens nor changes by a letter, and is left as any other. */
function refuseButTab(event: KeyboardEvent): void {
  if (event.key !== 'Tab') event.preventDefault()
}

interface SwitchProps extends Holdable {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly hint?: string
  readonly isDisabled?: boolean
  /** The label is only for those who can't see. */
  readonly isBare?: boolean
}

export function Switch(props: SwitchProps) {
  const { label, isOn, onChange, hint, isBare = false, heldBecause } = props
  const isHeld = heldBecause !== undefined
  return (
    <label
      class={`switch${isBare ? ' bare' : ''}${isHeld ? ' held' : ''}`}
      title={titleOf(isBare ? label : undefined, heldBecause)}
    >
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        disabled={props.isDisabled}
        aria-disabled={isHeld || undefined}
        aria-label={isBare ? label : undefined}
        {...(isHeld ? { onClick: refuse } : {})}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="track" aria-hidden="true" />
      {isBare ? null : (
        <span>
          {label}
          {hint === undefined ? null : <span class="hint">{hint}</span>}
        </span>
      )}
    </label>
  )
}

function about({ label, hint, errors }: Common) {
  return {
    label,
    ...(hint === undefined ? {} : { hint }),
    ...(errors === undefined ? {} : { errors }),
  }
}
