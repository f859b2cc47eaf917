/**
 * Why nothing can be written, for whatever writes: the server is away, somebody is looked at, or the
 * user may only read. What it stands in says the last.
 */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

import { t } from '../words/words.ts'
import { isOffline } from './away.ts'
import { isViewing } from './user.ts'

/** Around what the user may only read. */
export const ReadOnly = createContext(false)

/** As a sentence; null when nothing is in the way. */
export function useHeld(): string | null {
  const isReadOnly = useContext(ReadOnly)
  if (isOffline.value) return t('offline.held')
  if (isViewing.value) return t('viewAs.held')
  return isReadOnly ? t('rights.held') : null
}
