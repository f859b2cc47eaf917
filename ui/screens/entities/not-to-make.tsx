/** In place of the form of a new object, for a user who may not make one. */
import { Page } from '../../parts/page.tsx'
import { Notice } from '../../parts/states.tsx'
import { type Key, t } from '../../words/words.ts'

interface Props {
  readonly title: Key
  readonly list: Key
  readonly path: string
}

export function NotToMake({ title, list, path }: Props) {
  return (
    <Page title={t(title)} up={{ to: path, label: t(list) }}>
      <Notice look="warning">{t('rights.noCreate')}</Notice>
    </Page>
  )
}
