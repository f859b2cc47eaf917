/** Conversions that were booked together are taken back together. */
import { post } from '../../api/client.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'

export async function undoImport(importId: number, onDone: () => void): Promise<void> {
  try {
    const { kept } = await post<{ kept: number }>(`/conversions/import/${importId}/undo`)
    onDone()
    tell(kept === 0 ? t('upload.undone') : plural('upload.keptBack', kept))
  } catch (error) {
    tellFailure(error)
  }
}
