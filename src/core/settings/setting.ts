/** What is said of a setting: its type, what may be set, and how people read of it. */

export type SettingType = 'text' | 'choice' | 'number' | 'boolean' | 'list'

export interface Setting {
  readonly key: string
  /** The heading it stands under. */
  readonly group:
    | 'time_and_money'
    | 'tracking'
    | 'bots'
    | 'privacy'
    | 'conversions'
    | 'api'
    | 'retention'
    | 'links'
    | 'general'
    | 'notifications'
  readonly type: SettingType
  readonly title: string
  /** What somebody would not expect of it. */
  readonly note?: string
  /** As it is stored: lists one item a line, booleans `1` and `0`. */
  readonly default: string
  readonly choices?: readonly string[]
  /** Written and never shown: answers tell only whether it is set, the audit that it changed. */
  readonly isSecret?: true
  /** Of numbers. */
  readonly min?: number
  readonly max?: number
  /** What is wrong with a text or with one item of a list; null when nothing is. */
  readonly check?: (text: string) => string | null
}
