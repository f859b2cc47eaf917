/** Buttons, links that look like them, and the one that copies. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { useHeld } from '../state/held.ts'
import { t } from '../words/words.ts'
import { Icon, type IconName } from './icon.tsx'

export interface ButtonProps {
  readonly children?: ComponentChildren
  readonly icon?: IconName
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
  /** For buttons that show an icon only, and as a tooltip. */
  readonly label?: string
  readonly isBusy?: boolean
  /** It can't be done now; `label` says why. */
  readonly isHeld?: boolean
  readonly isDisabled?: boolean
  readonly isPressed?: boolean
  readonly type?: 'button' | 'submit'
  readonly onClick?: (event: MouseEvent) => void
}

export function Button(props: ButtonProps) {
  const { children, icon, look = 'plain', type = 'button', onClick } = props
  const label = props.label && visible(props.label)
  const { isBusy = false, isHeld = false } = props
  const isIconOnly = children === undefined
  return (
    <button
      type={type}
      class={`button ${look}${isIconOnly ? ' icon-only' : ''}${isBusy ? ' busy' : ''}${isHeld ? ' held' : ''}`}
      aria-label={isIconOnly ? label : undefined}
      aria-pressed={props.isPressed}
      title={label}
      disabled={props.isDisabled}
      aria-disabled={isBusy || isHeld || undefined}
      onClick={isBusy || isHeld ? refuse : onClick}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A busy or held button keeps the focus, which a disabled one would lose, and does nothing. */
function refuse(event: MouseEvent): void {
  event.preventDefault()
}

/** For what the server is to keep or do: held while it can't, or the user may not. */
export function WriteButton(props: ButtonProps) {
  const held = useHeld()
  if (held === null) return <Button {...props} />
  const { label } = props
  return <Button {...props} isHeld label={`${label ? `${label}. ` : ''}${held}`} />
}

interface RemoveProps {
  readonly onClick: () => void
  /** What is removed, where that is not plain to see. */
  readonly label?: string
}

export function RemoveButton({ onClick, label = t('delete') }: RemoveProps) {
  return <WriteButton icon="trash" look="quiet" label={label} onClick={onClick} />
}

interface LinkButtonProps {
  readonly to: string
  readonly children?: ComponentChildren
  readonly icon?: IconName
  readonly look?: 'plain' | 'primary' | 'quiet'
  /** For those that show an icon only. */
  readonly label?: string
}

/** `to` is an address as `href` makes it. */
export function LinkButton({ to, children, icon, look = 'plain', ...props }: LinkButtonProps) {
  const label = props.label && visible(props.label)
  const isIconOnly = children === undefined
  return (
    <a
      class={`button ${look}${isIconOnly ? ' icon-only' : ''}`}
      href={to}
      aria-label={isIconOnly ? label : undefined}
      title={label}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </a>
  )
}

interface CopyProps {
  readonly text: string
  /** What is copied: "Copy link". */
  readonly label: string
  readonly children?: ComponentChildren
  readonly look?: 'plain' | 'primary' | 'quiet'
}

/** Copies the text as it is, braces and all. */
export function CopyButton({ text, label, children, look = 'quiet' }: CopyProps) {
  const [isDone, setDone] = useState(false)
  const copy = async (event: MouseEvent) => {
    event.stopPropagation()
    await copyText(text)
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  return (
    <Button
      icon={isDone ? 'check' : 'copy'}
      look={look}
      label={isDone ? t('copied') : label}
      onClick={(event) => void copy(event)}
    >
      {children}
    </Button>
  )
}

/** The clipboard needs HTTPS or localhost, and may be closed to the page; elsewhere the old way does. */
export async function copyText(text: string): Promise<void> {
  const written = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (written === true) return
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
