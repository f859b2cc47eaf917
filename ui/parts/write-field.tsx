/**
 * Switches and selects whose choice the server keeps at once: held like buttons that write. Those of a
 * form wait for its button and need none of this.
 */
import { useHeld } from '../state/held.ts'
import { Select, SelectField, Switch } from './field.tsx'

function useHeldNow() {
  const why = useHeld()
  return why === null ? {} : { heldBecause: why }
}

export function WriteSwitch(props: Parameters<typeof Switch>[0]) {
  return <Switch {...props} {...useHeldNow()} />
}

export function WriteSelect(props: Parameters<typeof Select>[0]) {
  return <Select {...props} {...useHeldNow()} />
}

export function WriteSelectField(props: Parameters<typeof SelectField>[0]) {
  return <SelectField {...props} {...useHeldNow()} />
}
