/** Conversions that were booked together are taken back together. */
import { post } from '../../api/client.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'

interface Undone {
  readonly kept: number
  readonly failed: readonly unknown[]
}

export async function undoImport(importId: number, onDone: () => void): Promise<void> {
  try {
    const { kept, failed } = await post<Undone>(`/conversions/import/${importId}/undo`)
    onDone()
    tell(kept === 0 ? t('upload.undone') : plural('upload.keptBack', kept))
    if (failed.length > 0) tell(plural('upload.notBack', failed.length))
  } catch (error) {
    tellFailure(error)
  }
}
