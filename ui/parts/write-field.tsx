/**
 * Switches and selects whose choice the server keeps at once: held while it does not answer, like
 * buttons that write. Those of a form wait for its button and need none of this.
 */
import { isOffline } from '../state/away.ts'
import { t } from '../words/words.ts'
import { Select, SelectField, Switch } from './field.tsx'

const heldNow = () => (isOffline.value ? { heldUntil: t('offline.held') } : {})

export function WriteSwitch(props: Parameters<typeof Switch>[0]) {
  return <Switch {...props} {...heldNow()} />
}

export function WriteSelect(props: Parameters<typeof Select>[0]) {
  return <Select {...props} {...heldNow()} />
}

export function WriteSelectField(props: Parameters<typeof SelectField>[0]) {
  return <SelectField {...props} {...heldNow()} />
}
