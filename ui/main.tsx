/** Starts the UI: language, keys, session, and the first screen. */
import { render } from 'preact'

import { App } from './app.tsx'
import { startKeys } from './state/keys.ts'
import { preferredLanguage } from './state/look.ts'
import { startRouter } from './state/router.ts'
import { speak } from './words/words.ts'

async function start(): Promise<void> {
  startRouter()
  startKeys()
  await speak(preferredLanguage())
  const root = document.getElementById('app')
  if (root !== null) render(<App />, root)
}

void start()
