/** The heading of a column of buttons: read aloud, not seen. */
import { t } from '../words/words.ts'

export function ActsHead() {
  return (
    <th scope="col">
      <span class="visually-hidden">{t('acts')}</span>
    </th>
  )
}
