/** What the journal and its writer say to each other; both directions keep their order. */

export interface OpenCommand {
  readonly type: 'open'
  readonly segment: number
  readonly node: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly salt: Uint8Array
}

export interface BatchCommand {
  readonly type: 'batch'
  readonly segment: number
  /** From 0 per segment, without gaps; a batch that the file already holds is not written again. */
  readonly batch: number
  /** JSON of the rows. */
  readonly text: string
  /** Whether to sync at once. */
  readonly durable: boolean
}

/** No batch will follow for the segment. */
export interface FinishCommand {
  readonly type: 'finish'
  readonly segment: number
}

/** Write and sync everything, then answer `stopped`. */
export interface StopCommand {
  readonly type: 'stop'
}

export type WriterCommand = OpenCommand | BatchCommand | FinishCommand | StopCommand

export type WriterReply =
  | { readonly type: 'opened'; readonly segment: number }
  /** The batch, and all before it, is with the operating system. */
  | { readonly type: 'written'; readonly segment: number; readonly batch: number }
  /** The batch, and all before it in its segment, is on the disk. */
  | { readonly type: 'synced'; readonly segment: number; readonly batch: number }
  /** The disk refuses; `code` as in ENOSPC. Sent for every try, the work is kept and tried again. */
  | { readonly type: 'failed'; readonly code: string }
  | { readonly type: 'finished'; readonly segment: number }
  | { readonly type: 'stopped' }

/** The writer as the journal sees it: a worker, or a stand-in. */
export interface WriterPort {
  post(command: WriterCommand): void
  /** Ends the worker at once, whatever it is doing. */
  end(): void
}

/** `onReply` hears every reply, `onDeath` once when the port is dead and will never reply again. */
export type ConnectWriter = (
  onReply: (reply: WriterReply) => void,
  onDeath: () => void,
) => WriterPort
