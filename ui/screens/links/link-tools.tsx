/**
 * Above the list of links: what is looked for, on which domain, active,
 * blocked or deleted, which columns.
 */
import { useState } from 'preact/hooks'

import { listDomains } from '../../api/lists.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Select } from '../../parts/field.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Segments } from '../../parts/segments.tsx'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { columnsOf } from '../../state/preferences.ts'
import { setQuery } from '../../state/router.ts'
import { measureTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { ColumnChoice } from '../entities/entity-columns.tsx'
import type { LinkSearch } from './link-page.ts'

/** A million links take some tenths of a second to look through. */
const PAUSE_MS = 250

export function LinkTools({ asked }: { readonly asked: LinkSearch }) {
  const domains = useLoad(listDomains, [])
  const [isChoosing, setChoosing] = useState(false)
  useKeys({ m: () => setChoosing(true) })
  const hosts = (domains.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div class="tools">
      <SearchBox
        label={t('link.find')}
        value={asked.q}
        delayMs={PAUSE_MS}
        onInput={(q) => setQuery({ q })}
      />
      {hosts.length < 2 && asked.domainUuid === '' ? null : (
        <Select
          label={t('domain')}
          value={asked.domainUuid}
          options={[{ value: '', label: t('link.allDomains') }, ...hosts]}
          onChange={(domain) => setQuery({ domain })}
        />
      )}
      {asked.tag === '' ? null : (
        <Chip name={asked.tag} onRemove={() => setQuery({ tag: null })}>
          {asked.tag}
        </Chip>
      )}
      <Segments
        label={t('state')}
        options={(['active', 'blocked', 'deleted'] as const).map((value) => ({
          value,
          label: t(`list.${value}`),
        }))}
        value={asked.status || 'active'}
        onChange={(status) => setQuery({ status: status === 'active' ? null : status })}
        look="tabs"
      />
      <Button icon="columns" look="quiet" onClick={() => setChoosing(true)}>
        {t('report.columns')}
      </Button>
      {isChoosing ? (
        <ColumnChoice
          path="/links"
          shown={columnsOf('links') ?? options().map(({ value }) => value)}
          options={options()}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </div>
  )
}

function options() {
  return [
    { value: 'clicks', label: measureTitle('clicks') },
    { value: 'days', label: t('link.twoWeeks') },
    { value: 'webUrl', label: t('link.to') },
    { value: 'title', label: t('link.title') },
    { value: 'tags', label: t('link.tags') },
    { value: 'createdAt', label: t('link.created') },
  ]
}
