/** Whether an address answers: asked once by the server, with sample values, when somebody wants to know. */
import { useEffect, useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { verdictWord } from '../../words/titles.ts'
import { t } from '../../words/words.ts'

interface Heard {
  /** 0: nobody answered; then the verdict says why. */
  readonly status: number
  readonly verdict: string
}

export function ReachCheck({ template }: { readonly template: string }) {
  const [heard, setHeard] = useState<Heard | null>(null)
  const [isBusy, setBusy] = useState(false)
  useEffect(() => setHeard(null), [template])
  const check = async () => {
    setBusy(true)
    try {
      const asked = { url: template, send: true }
      setHeard((await post<{ heard: Heard | null }>('/postbacks/preview', asked)).heard)
    } catch (error) {
      tellFailure(error)
    }
    setBusy(false)
  }
  if (!isAdmin.value) return null
  return (
    <div class="row" aria-live="polite">
      <WriteButton icon="play" isBusy={isBusy} onClick={() => void check()}>
        {t('reach.check')}
      </WriteButton>
      {heard === null ? null : heard.status === 0 ? (
        <Badge look="bad">
          {t('reach.none')}: {verdictWord(heard.verdict)}
        </Badge>
      ) : (
        <Badge look={heard.status < 400 ? 'good' : 'bad'}>
          {t('test.answer')} {heard.status}
        </Badge>
      )}
    </div>
  )
}
