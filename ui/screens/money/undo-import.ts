/** Conversions that were booked together are taken back together. */
import { post } from '../../api/client.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

export async function undoImport(importId: number, onDone: () => void): Promise<void> {
  try {
    await post(`/conversions/import/${importId}/undo`)
    onDone()
    tell(t('upload.undone'))
  } catch (error) {
    tellFailure(error)
  }
}
