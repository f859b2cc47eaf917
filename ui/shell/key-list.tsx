/** The list of keys, opened by `?`. */
import { Dialog } from '../parts/dialog.tsx'
import { Switch } from '../parts/field.tsx'
import { hasSingleKeys, setSingleKeys } from '../state/look.ts'
import { type Key, t } from '../words/words.ts'

const KEYS: readonly (readonly [keys: string, does: Key])[] = [
  ['Ctrl K', 'keys.search'],
  ['?', 'keys.title'],
  ['g d · c · r · l · v · p · o · n · s', 'keys.go'],
  ['/', 'keys.filter'],
  ['↑ ↓ Home End', 'keys.rows'],
  ['Enter · Backspace', 'keys.open'],
  ['→ ←', 'keys.expand'],
  ['Space · Shift ↑↓', 'keys.select'],
  ['b', 'keys.groupings'],
  ['m', 'keys.columns'],
  ['t', 'keys.period'],
  ['r', 'keys.refresh'],
  ['c', 'keys.copy'],
  ['x', 'keys.cut'],
  ['n', 'keys.new'],
  ['Ctrl S · Esc', 'keys.save'],
  ['Alt ↑ ↓', 'keys.move'],
  ['Ctrl Enter', 'keys.simulate'],
]

export function KeyList({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <table class="plain-table keys">
        <tbody>
          {KEYS.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{t(does)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Switch
        label={t('keys.single')}
        isOn={hasSingleKeys.value}
        onChange={(isOn) => setSingleKeys(isOn ? 'on' : 'off')}
      />
    </Dialog>
  )
}
