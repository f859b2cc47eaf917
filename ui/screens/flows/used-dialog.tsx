/** What was put into a flow, the way there, and the way back. */
import { useState } from 'preact/hooks'

import type { Flow } from '../../../src/core/model.ts'
import { visible } from '../../format/text.ts'
import { Button, LinkButton, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/states.tsx'
import { href } from '../../state/router.ts'
import { tellFailure, tellHeld } from '../../state/toasts.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'
import { changeFlows, type StoredFlows } from './change-flows.ts'
import { flowName } from './names.ts'
import { type Put, takeBack } from './use-place.ts'

export interface Used {
  readonly campaign: string
  /** Of the flows in the API. */
  readonly path: string
  readonly stored: StoredFlows
  readonly done: Put
}

/** Taken back at once, or left; later the flow itself is the place for it. */
export function UsedDialog({
  used,
  onClose,
}: {
  readonly used: Used
  readonly onClose: () => void
}) {
  const [state, setState] = useState<'done' | 'busy' | 'undone'>('done')
  const { stored, done, campaign } = used
  const at = placeIn(used)
  const flow = stored.flows[at]
  const undo = async () => {
    if (flow === undefined || state !== 'done') return
    setState('busy')
    setState((await isTakenBack(used, flow)) ? 'undone' : 'done')
  }
  return (
    <Dialog
      title={t('use.title')}
      onClose={onClose}
      actions={
        <>
          {state === 'undone' ? null : (
            <WriteButton isBusy={state === 'busy'} onClick={() => void undo()}>
              {t('undo')}
            </WriteButton>
          )}
          <LinkButton to={href(`/campaigns/${campaign}/flows#flows-${at}`)}>
            {t('use.openFlow')}
          </LinkButton>
          <Button look="primary" onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      {state === 'undone' ? (
        <Notice look="info">{t('use.undone')}</Notice>
      ) : (
        <>
          <Notice look="good">
            <p>{flow === undefined ? '' : <b>{visible(flowName(flow))}</b>}</p>
            <p>{countsText(done.added.length, done.known)}</p>
          </Notice>
          <Warnings used={used} at={at} />
        </>
      )}
    </Dialog>
  )
}

export function countsText(added: number, known: number): string {
  return t('use.counts', { added, known })
}

/** A new flow is the first of all. */
function placeIn({ stored, done }: Used): number {
  return done.flowId === null ? 0 : stored.flows.findIndex(({ id }) => id === done.flowId)
}

function Warnings({ used, at }: { readonly used: Used; readonly at: number }) {
  const own = used.stored.warnings.filter((warning) => warning.at.startsWith(`flows.${at}.`))
  if (own.length === 0) return null
  return (
    <Notice look="warning">
      <ul class="warning-list">
        {own.map(({ at: place, text }) => (
          <li key={place + text}>{said(text)}</li>
        ))}
      </ul>
    </Notice>
  )
}

async function isTakenBack({ path, done }: Used, flow: Flow): Promise<boolean> {
  const back = done.flowId === null ? { made: flow } : { flowId: done.flowId, put: done }
  try {
    const result = await changeFlows(path, (set) => {
      const before = takeBack(set, back)
      return before === null ? 'use.changedSince' : { set: before }
    })
    if (typeof result === 'string') tellHeld(t(result))
    return typeof result !== 'string'
  } catch (error) {
    tellFailure(error)
    return false
  }
}
