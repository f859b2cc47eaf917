/** An affiliate network made from a template without leaving the form that wants one. */
import type { Option } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'
import { textOf, type Values } from './field-specs.ts'
import { leftOver } from './left-over.ts'
import { type NetworkTemplate, networkValues } from './network-template.ts'
import { BLANK_NETWORK, completeNetwork, createNetwork } from './networks.tsx'
import { NewFromTemplate } from './new-from-template.tsx'

export function NewNetwork({ onMade }: { readonly onMade: (made: Option) => void }) {
  return (
    <NewFromTemplate<NetworkTemplate>
      kind="network"
      title="network.new"
      made="network.made"
      valuesOf={(template) =>
        template === null
          ? { ...BLANK_NETWORK, name: t('network.own') }
          : { ...BLANK_NETWORK, ...networkValues(template) }
      }
      make={makeNetwork}
      complete={(id, values) => completeNetwork(String(id), values)}
      onMade={onMade}
    />
  )
}

/** What only the owner of the account can fill in is left to the network's own form. */
function makeNetwork(values: Values): Promise<number> {
  const known = (name: string) => {
    const text = textOf(values, name)
    return leftOver(text) === null ? text : ''
  }
  const [offerUrlTemplate, postbackUrl] = [known('offerUrlTemplate'), known('postbackUrl')]
  return createNetwork({ ...values, offerUrlTemplate, postbackUrl })
}
