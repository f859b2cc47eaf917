/** A test conversion: what a network would call, what we answered, and what it made. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { readNumber } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { LinkButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { href } from '../../state/router.ts'
import { t } from '../../words/words.ts'
import { namesOf } from '../clicks/story.ts'
import { Steps, type Timeline } from '../clicks/timeline.tsx'
import { ChooseField } from './choose-one.tsx'

interface Tested {
  readonly clickId: string
  readonly request: { readonly method: string; readonly url: string }
  readonly response: { readonly status: number; readonly body: string }
  readonly timeline: Timeline
}

interface Props {
  /** Null: chosen in the dialog. */
  readonly campaignId: number | null
  /** Null: the network of whichever offer the campaign leads to. */
  readonly networkId: number | null
}

export function TestConversion(props: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <WriteButton icon="play" onClick={() => setOpen(true)}>
        {t('test.title')}
      </WriteButton>
      {isOpen ? <TestDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

const STATUSES = ['lead', 'sale', 'rejected'] as const

function TestDialog({ campaignId, networkId, onClose }: Props & { readonly onClose: () => void }) {
  const [campaign, setCampaign] = useState(campaignId === null ? '' : String(campaignId))
  const [status, setStatus] = useState<string>('sale')
  const [payout, setPayout] = useState('')
  const [tested, setTested] = useState<Tested | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const run = async () => {
    setFailure(null)
    const amount = readNumber(payout)
    const body = {
      campaignId: Number(campaign),
      status,
      ...(networkId === null ? {} : { networkId }),
      ...(amount === null ? {} : { payout: amount }),
    }
    try {
      setTested(await post<Tested>('/postbacks/test', body))
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  const ofCampaign = failure?.facts.fields['campaignId'] ?? []
  return (
    <Dialog
      title={t('test.title')}
      shape="wide"
      onClose={onClose}
      actions={
        <WriteButton look="primary" isDisabled={campaign === ''} onClick={() => void run()}>
          {t('test.send')}
        </WriteButton>
      }
    >
      <p class="faint">{t('test.text')}</p>
      <div class="form two">
        {campaignId === null ? (
          <ChooseField
            label={t('search.campaign')}
            kind="campaign"
            access="modify"
            value={campaign}
            errors={ofCampaign}
            onChange={(id) => {
              setCampaign(id)
              setFailure(null)
            }}
          />
        ) : null}
        <SelectField
          label={t('status')}
          value={status}
          options={STATUSES.map((value) => ({ value, label: value }))}
          onChange={setStatus}
        />
        <TextField
          label={t('offer.payout')}
          value={payout}
          onInput={setPayout}
          hint={t('test.payoutHint')}
        />
      </div>
      {failure === null || ofCampaign.length > 0 ? null : <Failed failure={failure} />}
      {campaignId === null || ofCampaign.length === 0 ? null : (
        <Notice look="danger">
          {t('search.campaign')} {ofCampaign.join(', ')}
        </Notice>
      )}
      {tested === null ? null : <Result tested={tested} />}
    </Dialog>
  )
}

function Result({ tested }: { readonly tested: Tested }) {
  const { request, response, timeline, clickId } = tested
  return (
    <>
      <h3>{t('test.request')}</h3>
      <code class="marked-url">
        {request.method} {visible(request.url)}
      </code>
      <p class="row">
        {t('test.answer')}
        <Badge look={response.status < 300 ? 'good' : 'bad'}>{response.status}</Badge>
        <code>{visible(response.body)}</code>
        <LinkButton look="quiet" icon="click" to={`${href('/clicks')}?click=${clickId}`}>
          {t('clicks.one')}
        </LinkButton>
      </p>
      <Steps timeline={timeline} nameOf={namesOf(timeline.click, new Map())} />
    </>
  )
}
