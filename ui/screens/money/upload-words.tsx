/** Statuses of an upload that nobody has mapped, and those that are left empty, each with what it means. */
import { useState } from 'preact/hooks'

import { WriteButton } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { classOptions } from '../entities/classes.ts'
import { mapStatus } from './unmatched.ts'

export interface UploadWord {
  readonly status: string
  /** Of the clicks; 0: none. */
  readonly networkId: number
  readonly lines: number
}

interface Props {
  readonly words: readonly UploadWord[]
  readonly onMapped: () => void
}

export function UploadWords({ words, onMapped }: Props) {
  return (
    <Notice look="warning">
      <p>{t('upload.unmapped')}</p>
      {words.map((word) => (
        <Word key={`${word.networkId} ${word.status}`} {...word} onMapped={onMapped} />
      ))}
    </Notice>
  )
}

interface BlankProps {
  readonly lines: number
  readonly onSaid: (status: string) => void
}

/** Of this upload only: of no other it says anything. */
export function BlankStatuses({ lines, onSaid }: BlankProps) {
  const [meaning, setMeaning] = useState('lead')
  return (
    <Notice look="warning">
      <p>{t('upload.blank')}</p>
      <div class="row">
        <span>
          <strong>{t('upload.blankCells')}</strong> <span class="faint">× {lines}</span>{' '}
          {t('inbox.means')}
        </span>
        <Select
          label={t('network.meaning')}
          value={meaning}
          options={classOptions().filter(({ value }) => value !== 'other' && value !== 'ignore')}
          onChange={setMeaning}
        />
        <WriteButton onClick={() => onSaid(meaning)}>{t('upload.take')}</WriteButton>
      </div>
    </Notice>
  )
}

function Word({ status, networkId, lines, onMapped }: UploadWord & Pick<Props, 'onMapped'>) {
  const [meaning, setMeaning] = useState('sale')
  const [isBusy, setBusy] = useState(false)
  const map = async () => {
    setBusy(true)
    await mapStatus(networkId, status, meaning).then(onMapped, tellFailure)
    setBusy(false)
  }
  return (
    <div class="row">
      <span>
        <strong>
          <Text value={status} length={40} />
        </strong>{' '}
        <span class="faint">× {lines}</span> {t('inbox.means')}
      </span>
      <Select
        label={t('network.meaning')}
        value={meaning}
        options={classOptions()}
        onChange={setMeaning}
      />
      <WriteButton isBusy={isBusy} onClick={() => void map()}>
        {t('upload.map')}
      </WriteButton>
    </div>
  )
}
