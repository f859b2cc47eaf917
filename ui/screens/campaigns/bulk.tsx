/** What can be done to several campaigns at once: group, domain, cost; what failed is named. */
import { useState } from 'preact/hooks'

import { currencyOptions, groupOptions } from '../../api/choices.ts'
import { listDomains } from '../../api/lists.ts'
import { changeAll } from '../../api/object-pages.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Menu } from '../../parts/menu.tsx'
import { useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { currency, hidesMoney } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { tellBulk } from '../entities/bulk-told.ts'
import type { Listed } from '../entities/entity-types.ts'
import { type FieldSpec, numberOf, textOf, type Values } from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'

interface BulkProps {
  readonly rows: readonly Listed[]
  readonly done: () => void
}

export function CampaignBulk({ rows, done }: BulkProps) {
  const choices = useLoad(async (signal) => {
    const [groups, domains] = await Promise.all([
      groupOptions('campaigns', signal),
      listDomains(signal),
    ])
    return { groups, domains }
  }, [])
  const change = async (path: string, changes: object) => {
    const ids = rows.map(({ id }) => id)
    try {
      tellBulk(rows, await changeAll(`/campaign/${path}`, ids, changes))
      done()
    } catch (error) {
      tellFailure(error)
    }
  }
  const [isPricing, setPricing] = useState(false)
  const groups = (choices.data?.groups ?? []).filter(({ value }) => value !== '')
  const domains = choices.data?.domains ?? []
  return (
    <>
      {groups.length === 0 ? null : (
        <Menu
          label={t('bulk.group')}
          text={t('group')}
          icon="filter"
          items={groups.map(({ value, label }) => ({
            label,
            isWrite: true,
            run: () => void change('change_group', { groupUuid: value }),
          }))}
        />
      )}
      {domains.length === 0 ? null : (
        <Menu
          label={t('bulk.domain')}
          text={t('domain')}
          icon="domain"
          items={domains.map(({ id, name }) => ({
            label: name,
            isWrite: true,
            run: () => void change('change_domain', { domainUuid: id }),
          }))}
        />
      )}
      {hidesMoney.value ? null : (
        <WriteButton icon="cost" onClick={() => setPricing(true)}>
          {t('campaign.cost')}
        </WriteButton>
      )}
      {isPricing ? (
        <CostDialog
          count={rows.length}
          onClose={() => setPricing(false)}
          onSave={(cost) => {
            setPricing(false)
            void change('change_cost', cost)
          }}
        />
      ) : null}
    </>
  )
}

interface CostProps {
  readonly count: number
  readonly onClose: () => void
  readonly onSave: (cost: object) => void
}

/** The three models that many campaigns can be given at once. */
const MODELS = ['CPC', 'CPM', 'CPA'] as const

/** Of clicks that are still to come. */
function CostDialog({ count, onClose, onSave }: CostProps) {
  const [values, setValues] = useState<Values>({
    costModel: 'CPC',
    amount: '',
    currency: currency.peek(),
    isAuto: false,
  })
  const specs: readonly FieldSpec[] = [
    {
      kind: 'select',
      name: 'costModel',
      label: t('campaign.model'),
      options: MODELS.map((value) => ({ value, label: t(`model.${value}`) })),
    },
    { kind: 'number', name: 'amount', label: t('campaign.price') },
    { kind: 'select', name: 'currency', label: t('currency'), options: currencyOptions() },
    { kind: 'switch', name: 'isAuto', label: t('campaign.auto'), hint: t('campaign.autoHint') },
  ]
  const save = () => onSave({ ...values, amount: numberOf(values, 'amount') })
  return (
    <Dialog
      title={plural('bulk.cost', count)}
      onClose={onClose}
      actions={
        <WriteButton
          look="primary"
          isDisabled={values['isAuto'] !== true && textOf(values, 'amount') === ''}
          onClick={save}
        >
          {t('save')}
        </WriteButton>
      }
    >
      <FormFields
        specs={specs}
        values={values}
        errors={{}}
        onChange={(changes) => setValues((before) => ({ ...before, ...changes }))}
      />
    </Dialog>
  )
}
