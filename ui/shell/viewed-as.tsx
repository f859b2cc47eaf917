/** Says above everything that an administrator looks as somebody else, and leads back. */
import { ask } from '../api/client.ts'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { tellFailure } from '../state/toasts.ts'
import { isViewing, user } from '../state/user.ts'
import { t } from '../words/words.ts'

export function ViewedAs() {
  if (!isViewing.value) return null
  // Everything on the page belongs to the other user: it is loaded anew.
  const end = () =>
    void ask('DELETE', '/session/view').then(() => location.assign('/admin/users'), tellFailure)
  return (
    <div class="viewed-as" role="status">
      <Icon name="users" />
      <span class="grow">{t('viewAs.now', { login: user.value?.login ?? '' })}</span>
      <Button onClick={end}>{t('viewAs.end')}</Button>
    </div>
  )
}
