/** What the main thread and the keeper's worker say to each other. */

export type KeeperCommand =
  /** The first message. `liveFrom` as in `KeeperOptions`. */
  | { readonly type: 'start'; readonly dataDir: string; readonly liveFrom: number | null }
  | {
      readonly type: 'request'
      readonly id: number
      readonly name: string
      readonly payload: unknown
    }
  | { readonly type: 'stop' }

export type KeeperReply =
  | { readonly type: 'ready'; readonly liveFrom: number }
  /** The data can't be opened; every request will fail. */
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  /** `code` as in `lib/errors.ts`. */
  | {
      readonly type: 'failure'
      readonly id: number
      readonly message: string
      readonly code: string
    }
  /** Something was lost or set aside, or can't be done now. */
  | { readonly type: 'problem'; readonly text: string }
  /** What is no loss but good to know. */
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'stopped' }
