/**
 * One journal file being written: whole frames only, at known places. What was written but not yet
 * synced is kept in memory, because after a failed sync the system may have forgotten it.
 */
import { join } from 'node:path'

import {
  decodeHeader,
  encodeFrame,
  encodeHeader,
  HEADER_BYTES,
  journalName,
  skipFrame,
} from './journal-file.ts'
import type { JournalFiles } from './journal-files.ts'
import type { OpenCommand } from './writer-messages.ts'

export interface JournalOutput {
  readonly segment: number
  readonly file: number
  /** End of the last whole frame. */
  size: number
  /** The last batch in the file, −1 before the first. */
  lastBatch: number
  /** Whether the end frame is written. */
  ended: boolean
  /** Whether anything may not be on the disk yet. */
  dirty: boolean
  syncing: boolean
  /** Whether somebody waits for the next sync. */
  awaited: boolean
  /** Frames since the last sync, where they stand. */
  unsynced: { readonly position: number; readonly bytes: Uint8Array }[]
  unsyncedBytes: number
}

/** Opens or makes the file. A torn last frame of an earlier writer is cut off. Throws on I/O errors. */
export function openOutput(
  files: JournalFiles,
  directory: string,
  command: OpenCommand,
): JournalOutput {
  const file = files.open(join(directory, journalName(command.segment)))
  try {
    const output = { ...emptyOutput(command.segment, file), ...found(files.readAll(file)) }
    files.truncate(file, output.size)
    if (output.size === 0) append(files, output, encodeHeader(command))
    files.syncDirectory(directory)
    return output
  } catch (error) {
    files.close(file)
    throw error
  }
}

/** Adds a batch unless the file has it already. On an error nothing of it stays. */
export function writeBatch(
  files: JournalFiles,
  output: JournalOutput,
  batch: number,
  text: string,
): void {
  if (batch <= output.lastBatch) return
  append(files, output, encodeFrame(batch, text))
  output.lastBatch = batch
}

export function writeEnd(files: JournalFiles, output: JournalOutput): void {
  if (output.ended) return
  append(files, output, encodeFrame(output.lastBatch + 1, ''))
  output.ended = true
}

/** The first `frames` unsynced frames are on the disk now. */
export function forgetSynced(output: JournalOutput, frames: number): void {
  for (const { bytes } of output.unsynced.splice(0, frames)) output.unsyncedBytes -= bytes.length
}

/** Writes again what the last sync did not confirm, at the same places. */
export function rewriteUnsynced(files: JournalFiles, output: JournalOutput): void {
  for (const { position, bytes } of output.unsynced) writeAll(files, output.file, bytes, position)
}

function emptyOutput(segment: number, file: number): JournalOutput {
  return {
    segment,
    file,
    size: 0,
    lastBatch: -1,
    ended: false,
    dirty: true,
    syncing: false,
    awaited: false,
    unsynced: [],
    unsyncedBytes: 0,
  }
}

/** What an existing file holds up to its last whole frame. */
function found(bytes: Buffer): Pick<JournalOutput, 'size' | 'lastBatch' | 'ended'> {
  let [size, lastBatch, ended] = [0, -1, false]
  if (decodeHeader(bytes) === null) return { size, lastBatch, ended }
  size = HEADER_BYTES
  for (let next = skipFrame(bytes, size); next !== null; next = skipFrame(bytes, size)) {
    ended = next.isEnd
    if (!ended) lastBatch = next.batch
    size = next.end
  }
  return { size, lastBatch, ended }
}

function append(files: JournalFiles, output: JournalOutput, bytes: Uint8Array): void {
  try {
    writeAll(files, output.file, bytes, output.size)
  } catch (error) {
    cutBack(files, output)
    throw error
  }
  output.unsynced.push({ position: output.size, bytes })
  output.unsyncedBytes += bytes.length
  output.size += bytes.length
  output.dirty = true
}

/** Gives back the space of half a frame. If even that fails, the next try overwrites it. */
function cutBack(files: JournalFiles, output: JournalOutput): void {
  try {
    files.truncate(output.file, output.size)
  } catch {
    // The first error is the one to report.
  }
}

function writeAll(files: JournalFiles, file: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    const taken = files.write(file, bytes.subarray(done), position + done)
    if (taken === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' })
    done += taken
  }
}
