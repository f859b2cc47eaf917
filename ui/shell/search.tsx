/** Search for anything and go there: screens, campaigns, offers, clicks. */
import { useEffect, useMemo, useState } from 'preact/hooks'

import { type ChoiceKind, findChoices } from '../api/found.ts'
import { CLICK_ID } from '../format/text.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Text } from '../parts/text.tsx'
import { NAV } from '../routes.ts'
import { useLoad } from '../state/load.ts'
import { mayCreateAt, mayOpen } from '../state/rights.ts'
import { navigate } from '../state/router.ts'
import { type Key, t } from '../words/words.ts'

interface Hit {
  readonly icon: IconName
  readonly title: string
  readonly about: string
  readonly to: string
}

const SHOWN = 12

export function CommandSearch({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [isTaking, setTaking] = useState(false)
  const { objects, isKnown } = useObjects(text)
  const hits = useMemo(() => find(text, objects), [text, objects])
  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return
    onClose()
    navigate(hit.to)
  }
  // Enter means what is typed, not what was found before it.
  useEffect(() => {
    if (!isTaking || !isKnown) return
    setTaking(false)
    open(hits[at])
  }, [isTaking, isKnown, hits])
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((at + step + hits.length) % Math.max(1, hits.length))
    }
    if (event.key === 'Enter') setTaking(true)
  }
  return (
    <Dialog title={t('search.title')} onClose={onClose}>
      <input
        type="search"
        class="search-field"
        role="combobox"
        list={undefined}
        aria-expanded="true"
        aria-controls="search-hits"
        aria-label={t('search.open')}
        aria-activedescendant={hits.length > 0 ? `search-hit-${at}` : undefined}
        placeholder={t('search.placeholder')}
        value={text}
        autofocus
        onInput={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul class="search-hits" role="listbox" id="search-hits" aria-label={t('search.title')}>
        {hits.map((hit, index) => (
          <li
            role="option"
            id={`search-hit-${index}`}
            aria-selected={index === at}
            key={hit.to}
            onClick={() => open(hit)}
          >
            <Icon name={hit.icon} />
            <Text value={hit.title} />
            <span class="faint">{hit.about}</span>
          </li>
        ))}
      </ul>
      {hits.length === 0 ? <p class="faint">{t('search.nothing')}</p> : null}
    </Dialog>
  )
}

const ACTS: readonly (readonly [path: string, title: Key])[] = [
  ['/campaigns', 'campaign.new'],
  ['/offers', 'offer.new'],
  ['/landings', 'landing.new'],
  ['/networks', 'network.new'],
  ['/sources', 'source.new'],
  ['/rotations', 'rotation.new'],
  ['/links', 'link.new'],
  ['/pixels', 'pixel.new'],
  ['/users', 'user.new'],
]

const OBJECTS: readonly (readonly [kind: ChoiceKind & IconName, about: Key, path: string])[] = [
  ['campaign', 'search.campaign', '/campaigns'],
  ['offer', 'search.offer', '/offers'],
]
const NO_HITS: readonly Hit[] = []

/** What the server finds; what it found before stays meanwhile. */
function useObjects(text: string) {
  const { data, error } = useLoad(
    async (signal) => {
      if (text.trim() === '') return { of: text, hits: NO_HITS }
      const found = OBJECTS.map(async ([kind, about, path]) => {
        const { rows } = await findChoices({ kind }, text, signal)
        return rows.map(({ id, name }) => hit(kind, name, t(about), `${path}/${id}`))
      })
      return { of: text, hits: (await Promise.all(found)).flat() }
    },
    [text],
  )
  return { objects: data?.hits ?? NO_HITS, isKnown: data?.of === text || error !== null }
}

function hit(icon: IconName, title: string, about: string, to: string): Hit {
  return { icon, title, about, to }
}

function find(text: string, objects: readonly Hit[]): readonly Hit[] {
  const wanted = text.trim().toLowerCase()
  const screens = NAV.flat()
    .filter(mayOpen)
    .map(({ icon, title, path }) => hit(icon, t(title), t('search.screen'), path))
  const acts = ACTS.filter(([path]) => mayCreateAt(path)).map(([path, title]) =>
    hit('plus', t(title), t('search.act'), `${path}/new`),
  )
  const all = [...screens, ...acts, ...objects]
  const found =
    wanted === ''
      ? [...acts.slice(0, 1), ...screens]
      : all.filter(({ title }) => title.toLowerCase().includes(wanted))
  if (CLICK_ID.test(wanted)) {
    return [hit('click', wanted, t('search.click'), `/clicks?click=${wanted}`), ...found]
  }
  // Last, because names are what people look for most.
  const elsewhere = wanted === '' ? [] : elsewhereFor(text.trim())
  return [...found.slice(0, SHOWN - elsewhere.length), ...elsewhere]
}

const DIAGNOSED_FROM = 6

/** Where else the text may be known: links are too many to be listed here. */
function elsewhereFor(text: string): readonly Hit[] {
  const asked = encodeURIComponent(text)
  const hasLinks = NAV.flat().some((entry) => entry.path === '/links' && mayOpen(entry))
  const links = hasLinks ? [hit('link', text, t('search.links'), `/links?q=${asked}`)] : []
  if (text.length < DIAGNOSED_FROM) return links
  return [...links, hit('search', text, t('search.diagnose'), `/conversions?why=${asked}`)]
}
