/** What a network has that will never count, as an older Sluice or a file of one has left it. */
import { Notice } from '../../parts/states.tsx'
import { problemText } from '../../words/said.ts'
import { t } from '../../words/words.ts'

export function Uncounted({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <Notice look="warning">
      {t('network.uncounted')}
      <ul>
        {texts.map((text) => (
          <li key={text}>{problemText(text)}</li>
        ))}
      </ul>
    </Notice>
  )
}
