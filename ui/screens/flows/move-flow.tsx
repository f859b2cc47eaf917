/** Putting a flow elsewhere in its lane by the number of its place. */
import { useState } from 'preact/hooks'

import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'

interface Props {
  readonly name: string
  readonly place: number
  readonly onMove: (to: number) => void
  readonly onClose: () => void
}

export function MoveFlow({ name, place, onMove, onClose }: Props) {
  const [text, setText] = useState(String(place))
  const to = Math.trunc(Number(text))
  const isPlace = text.trim() !== '' && to >= 1
  const move = (event: Event) => {
    event.preventDefault()
    if (!isPlace) return
    onClose()
    onMove(to - 1)
  }
  return (
    <Dialog title={name} onClose={onClose}>
      <form class="form" onSubmit={move}>
        <TextField
          label={t('flow.place')}
          type="number"
          value={text}
          onInput={setText}
          hint={t('flow.placeHint')}
          hasFocus
        />
        <div>
          <Button type="submit" look="primary" isDisabled={!isPlace}>
            {t('flow.moveHere')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
