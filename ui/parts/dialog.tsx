/** A modal dialog: the browser keeps the focus inside and gives it back. */
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { t } from '../words/words.ts'
import { Button } from './button.tsx'

interface DialogProps {
  readonly title: string
  readonly children: ComponentChildren
  /** Buttons at the bottom. */
  readonly actions?: ComponentChildren
  /** `side` slides in from the right and leaves the screen visible. */
  readonly shape?: 'middle' | 'wide' | 'side'
  readonly onClose: () => void
}

export function Dialog({ title, children, actions, shape = 'middle', onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  // At once, so that no key goes to the page behind it; closed, it gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`dialog ${shape}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        // A file chooser inside that is closed says the same.
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        onClose()
      }}
      onClose={(event) => {
        // A second Escape closes it whatever we say.
        if (event.currentTarget.isConnected) onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose()
      }}
      onKeyDown={pressMain}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={heading}>{visible(title)}</h2>
          <Button icon="close" look="quiet" label={t('close')} onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {actions === undefined ? null : <footer class="dialog-foot">{actions}</footer>}
      </div>
    </dialog>
  )
}

const ENTERED = /^(text|search|number|date|time|url|password)$/

/**
 * Enter in a field does what the coloured button does, as in a form, and sends none that the dialog was opened
 * from. Lists to pick from take it first.
 */
function pressMain(event: KeyboardEvent): void {
  const { key, target, currentTarget: dialog, isComposing, defaultPrevented } = event
  if (key !== 'Enter' || isComposing || defaultPrevented) return
  if (!(dialog instanceof HTMLElement) || !(target instanceof HTMLInputElement)) return
  if (target.closest('dialog') !== dialog || !ENTERED.test(target.type)) return
  if (target.form !== null && dialog.contains(target.form)) return
  // Else it also presses what opened the dialog, which has the focus again.
  event.preventDefault()
  dialog.querySelector<HTMLElement>('.dialog-foot .primary')?.click()
}

interface Question {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly answer: (isYes: boolean) => void
}

const question = signal<Question | null>(null)

/** Asks before something that hurts; resolves to whether to go on. */
export function confirmed(title: string, text: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (isYes: boolean) => {
      question.value = null
      resolve(isYes)
    }
    question.value = { title, text, yes, answer }
  })
}

/** Stands once on the page and shows what `confirmed` asks. */
export function Questions() {
  const asked = question.value
  if (asked === null) return null
  return (
    <Dialog
      title={asked.title}
      onClose={() => asked.answer(false)}
      actions={
        <>
          <Button onClick={() => asked.answer(false)}>{t('cancel')}</Button>
          <Button look="danger" onClick={() => asked.answer(true)}>
            {asked.yes}
          </Button>
        </>
      }
    >
      <p>{asked.text}</p>
    </Dialog>
  )
}
