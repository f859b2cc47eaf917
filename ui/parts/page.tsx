/** The frame of a screen: its title in the window and on the page, its acts, its body. */
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { href } from '../state/router.ts'

interface PageProps {
  readonly title: string
  readonly children: ComponentChildren
  readonly actions?: ComponentChildren
  /** The list this object belongs to. */
  readonly up?: { readonly to: string; readonly label: string }
  /** `fill`: the body is as high as the window and scrolls inside. */
  readonly shape?: 'long' | 'fill'
  readonly below?: ComponentChildren
}

export function Page({ children, actions, up, shape = 'long', below, ...props }: PageProps) {
  const title = visible(props.title)
  useTitle(title)
  return (
    <div class={`page ${shape}`}>
      <header class="page-head">
        <div class="page-title">
          {up === undefined ? null : (
            <a class="up" href={href(up.to)}>
              {up.label} /
            </a>
          )}
          <h1>{title}</h1>
        </div>
        {actions === undefined ? null : <div class="page-actions">{actions}</div>}
      </header>
      {below}
      {children}
    </div>
  )
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Sluice`
  }, [title])
}

interface CardProps {
  readonly title?: string
  readonly children: ComponentChildren
  readonly actions?: ComponentChildren
}

export function Card({ title, children, actions }: CardProps) {
  return (
    <section class="card">
      {title === undefined ? null : (
        <header class="card-head">
          <h2>{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  )
}
