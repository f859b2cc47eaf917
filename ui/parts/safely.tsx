/** A bug in one screen is told in its place, and the rest of the page goes on. */
import { Component, type ComponentChildren } from 'preact'

import { failureFrom } from '../api/failure.ts'
import { Failed } from './states.tsx'

interface Props {
  readonly children: ComponentChildren
}

interface State {
  readonly error: unknown
}

export class Safely extends Component<Props, State> {
  override state: State = { error: null }

  static override getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return <Failed failure={failureFrom(error)} onRetry={() => this.setState({ error: null })} />
  }
}
