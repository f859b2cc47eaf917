/** Buttons, links that look like them, and the one that copies. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { t } from '../words/words.ts'
import { Icon, type IconName } from './icon.tsx'

export interface ButtonProps {
  readonly children?: ComponentChildren
  readonly icon?: IconName
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
  /** For buttons that show an icon only, and as a tooltip. */
  readonly label?: string
  readonly isBusy?: boolean
  readonly isDisabled?: boolean
  readonly isPressed?: boolean
  readonly type?: 'button' | 'submit'
  readonly onClick?: (event: MouseEvent) => void
}

export function Button(props: ButtonProps) {
  const { children, icon, look = 'plain', label, isBusy = false, type = 'button', onClick } = props
  const isIconOnly = children === undefined
  return (
    <button
      type={type}
      class={`button ${look}${isIconOnly ? ' icon-only' : ''}${isBusy ? ' busy' : ''}`}
      aria-label={isIconOnly ? label : undefined}
      aria-pressed={props.isPressed}
      title={label}
      disabled={props.isDisabled}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? refuse : onClick}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A busy button keeps the focus, which a disabled one would lose, and does nothing. */
function refuse(event: MouseEvent): void {
  event.preventDefault()
}

interface LinkButtonProps {
  readonly to: string
  readonly children: ComponentChildren
  readonly icon?: IconName
  readonly look?: 'plain' | 'primary' | 'quiet'
}

/** `to` is an address as `href` makes it. */
export function LinkButton({ to, children, icon, look = 'plain' }: LinkButtonProps) {
  return (
    <a class={`button ${look}`} href={to}>
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

/** The clipboard needs HTTPS or localhost; elsewhere the old way does. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text)
    return
  }
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
