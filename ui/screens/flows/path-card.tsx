/** A path: landings × offers, each drawn by weight. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { Button } from '../../parts/button.tsx'
import { CapBar } from '../../parts/cap-bar.tsx'
import { Switch } from '../../parts/field.tsx'
import { Menu } from '../../parts/menu.tsx'
import { href } from '../../state/router.ts'
import { isAdmin, mayCreate } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { ClickMacros } from '../entities/macro-menu.tsx'
import { type DraftOffer, type DraftPath, newLanding, newOffer, shareOf } from './draft.ts'
import { targetText } from './flow-search.ts'
import { nameOf, useNames } from './names.ts'
import { AddTarget, NewTarget } from './targets.tsx'
import { Share, WeightInput, Weights } from './weights.tsx'

interface PathCardProps {
  readonly path: DraftPath
  readonly all: readonly DraftPath[]
  readonly onChange: (changes: Partial<DraftPath>) => void
  readonly onRemove: () => void
  readonly onDuplicate: () => void
}

export function PathCard({ path, all, onChange, onRemove, onDuplicate }: PathCardProps) {
  const name = path.name === '' ? t('flow.path') : path.name
  return (
    <section class={`path${path.enabled ? '' : ' off'}`} aria-label={name}>
      <header class="path-head">
        <Switch
          isBare
          label={t('flow.onOff', { name })}
          isOn={path.enabled}
          onChange={(enabled) => onChange({ enabled })}
        />
        <input
          class="bare-input"
          aria-label={t('flow.pathName')}
          placeholder={t('flow.path')}
          value={path.name}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
        {all.length > 1 ? (
          <>
            <WeightInput
              label={name}
              weight={path.weight}
              onChange={(weight) => onChange({ weight })}
            />
            <Share share={shareOf(path, all)} />
          </>
        ) : null}
        <Menu
          label={t('actsOf', { name })}
          items={[
            { label: t('duplicate'), icon: 'duplicate', run: onDuplicate },
            { label: t('remove'), icon: 'trash', isDanger: true, run: onRemove },
          ]}
        />
      </header>
      <div class="path-body">
        <Landings path={path} onChange={onChange} />
        <Offers path={path} onChange={onChange} />
      </div>
    </section>
  )
}

type PartProps = Pick<PathCardProps, 'path' | 'onChange'>

function Landings({ path, onChange }: PartProps) {
  const names = useNames()
  const [isMaking, setMaking] = useState(false)
  const add = (id: string | number) =>
    onChange({ landings: [...path.landings, newLanding(Number(id))] })
  return (
    <>
      <Weights
        label={path.landings.length === 0 ? t('flow.noLandings') : t('nav.landings')}
        entries={path.landings}
        onChange={(landings) => onChange({ landings })}
        textOf={({ landingId }) => nameOf(names.landings, landingId)}
        nameOf={({ landingId }) => (
          <Target list="landings" id={landingId}>
            {nameOf(names.landings, landingId)}
          </Target>
        )}
        add={
          <AddTarget
            label={t('flow.addLanding')}
            list="landings"
            onPick={add}
            onCreate={mayCreate('landing') ? () => setMaking(true) : undefined}
          />
        }
      />
      {isMaking ? <NewTarget kind="landing" onMade={add} onClose={() => setMaking(false)} /> : null}
    </>
  )
}

function Offers({ path, onChange }: PartProps) {
  const names = useNames()
  const [isMaking, setMaking] = useState(false)
  const add = (offer: DraftOffer) => onChange({ offers: [...path.offers, offer] })
  return (
    <>
      <Weights
        label={t('nav.offers')}
        entries={path.offers}
        onChange={(offers) => onChange({ offers })}
        textOf={(offer) => targetText(names, offer)}
        nameOf={(offer) => (
          <TargetName
            offer={offer}
            onUrl={(directUrl) =>
              onChange({
                offers: path.offers.map((one) =>
                  one.key === offer.key ? { ...one, directUrl } : one,
                ),
              })
            }
          />
        )}
        add={
          <>
            <AddTarget
              label={t('flow.addOffer')}
              list="offers"
              onPick={(id) => add(newOffer({ offerId: Number(id) }))}
              onCreate={mayCreate('offer') ? () => setMaking(true) : undefined}
            />
            <AddTarget
              label={t('flow.addCampaign')}
              list="campaigns"
              onPick={(id) => add(newOffer({ campaignId: Number(id) }))}
            />
            <Button
              icon="link"
              look="quiet"
              onClick={() => add(newOffer({ directUrl: 'https://' }))}
            >
              {t('flow.addUrl')}
            </Button>
          </>
        }
      />
      {isMaking ? (
        <NewTarget
          kind="offer"
          onMade={(offerId) => add(newOffer({ offerId }))}
          onClose={() => setMaking(false)}
        />
      ) : null}
    </>
  )
}

interface TargetProps {
  readonly list: 'landings' | 'offers' | 'campaigns'
  readonly id: number
  /** Of its address, behind the id. */
  readonly part?: string
  readonly children: ComponentChildren
}

/** A way to what the user may open; of the rest he has only the number. */
function Target({ list, id, part = '', children }: TargetProps) {
  const { [list]: known } = useNames()
  const isKnown = known.some(({ value }) => value === String(id))
  if (isKnown || isAdmin.value) return <a href={href(`/${list}/${id}${part}`)}>{children}</a>
  return (
    <>
      {children} <span class="faint small">{t('rights.notOpen')}</span>
    </>
  )
}

interface TargetNameProps {
  readonly offer: DraftOffer
  readonly onUrl: (url: string) => void
}

function TargetName({ offer, onUrl }: TargetNameProps) {
  const names = useNames()
  const { offerId, campaignId } = offer
  if (offerId !== null) {
    const cap = names.caps.get(offerId)
    return (
      <>
        <Target list="offers" id={offerId}>
          {targetText(names, offer)}
        </Target>
        {cap === undefined ? null : <CapBar {...cap} />}
      </>
    )
  }
  if (campaignId !== null) {
    return (
      <Target list="campaigns" id={campaignId} part="/flows">
        {t('search.campaign')}: {targetText(names, offer)}
      </Target>
    )
  }
  return (
    <span class="input-row">
      <input
        class="code"
        aria-label="URL"
        value={offer.directUrl ?? ''}
        onInput={(event) => onUrl(event.currentTarget.value)}
      />
      <ClickMacros />
    </span>
  )
}
