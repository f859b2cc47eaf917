/**
 * Lists of hosts that links may not lead to, as whoever saves a link asks them: the files of the data
 * folder, and a list that is asked by DNS. Nothing here is asked by visits.
 */
import { type BlockTarget, blockTarget } from '../../core/links/block-rules.ts'
import type { Allows } from './allowed.ts'
import { type BlockFile, type BlockFiles, type Listing, openBlockFiles } from './block-files.ts'

export interface Blocklist {
  /**
   * Everything that is known to name an address, unless links may lead there whatever lists say; the lists
   * that are asked must have been asked before.
   */
  find(address: string): readonly Listing[]
  readonly allows: Allows
  /**
   * Waits until lists have said what they know of these addresses, but never long: what they don't say
   * in time is taken for nothing.
   */
  ask(addresses: readonly string[]): Promise<void>
  /** As they were read, for other threads. */
  files(): readonly BlockFile[]
}

/** What nobody has to wait for: files that are read already. */
export function blocklistOf(files: readonly BlockFile[], allows: Allows = () => false): Blocklist {
  const find = openBlockFiles(files)
  return {
    find: (address) => unlessAllowed(allows, address, found(find, address)),
    allows,
    ask: () => Promise.resolve(),
    files: () => files,
  }
}

export const NO_BLOCKLIST = blocklistOf([])

/** Only addresses of the web have hosts that lists know. */
export function found(
  files: BlockFiles,
  address: string,
  zone: (target: BlockTarget) => readonly Listing[] = () => [],
): readonly Listing[] {
  const target = blockTarget(address)
  return target === null ? [] : [...files(target), ...zone(target)]
}

/** What is left of what names an address. */
export function unlessAllowed(
  allows: Allows,
  address: string,
  listings: readonly Listing[],
): readonly Listing[] {
  return listings.length > 0 && allows(address) ? [] : listings
}

/** A sentence without a subject. */
export function listedText({ list, entry }: Listing): string {
  return `leads to ${entry}, which is on the blocklist ${list}`
}
