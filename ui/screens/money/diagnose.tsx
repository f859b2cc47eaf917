/** "Why is it missing?": by click id, transaction id, external id or a part of a postback. */
import { useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { wallTime } from '../../format/dates.ts'
import { visible } from '../../format/text.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { setQuery } from '../../state/router.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'

interface Answer {
  readonly sentence: string
  readonly matches: readonly { kind: string; id: string; at: string | null }[]
}

const KINDS = ['click', 'conversion', 'call', 'delivery'] as const

/** What a match was found as. */
function kindOf(kind: string): (typeof KINDS)[number] {
  return KINDS.find((one) => one === kind) ?? 'click'
}

interface Props {
  readonly text: string
  readonly onClose: () => void
}

export function Diagnose({ text: asked, onClose }: Props) {
  const [text, setText] = useState(asked)
  const answer = useLoad(
    (signal) =>
      asked === ''
        ? Promise.resolve(null)
        : get<Answer>(`/diagnose${search({ q: asked, timezone: zone.value })}`, signal),
    [asked],
  )
  const { data } = answer
  return (
    <Dialog title={t('search.diagnose')} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          setQuery({ why: text.trim() })
        }}
      >
        <TextField
          label={t('diagnose.what')}
          hint={t('diagnose.hint')}
          value={text}
          onInput={setText}
          hasFocus
          isCode
        />
        <div>
          <Button type="submit" look="primary">
            {t('diagnose.find')}
          </Button>
        </div>
      </form>
      {answer.error === null ? null : <Failed failure={answer.error} onRetry={answer.reload} />}
      {answer.isLoading && asked !== '' ? <Skeleton lines={2} /> : null}
      {data === null ? null : (
        <>
          <Notice look="info">{visible(said(data.sentence))}</Notice>
          {data.matches
            .filter(({ id }) => id !== '')
            .map(({ id, kind, at }) => (
              <div key={id + kind}>
                <button
                  type="button"
                  class="link"
                  onClick={() => setQuery({ why: null, click: id })}
                >
                  {t(`diagnose.${kindOf(kind)}`)} {id} {at === null ? '' : wallTime(at)}
                </button>
              </div>
            ))}
        </>
      )}
    </Dialog>
  )
}
