/**
 * Lists of hosts that links may not lead to: `*.txt` in `<data>/blocklists`. Read whole by a thread that
 * has nothing else to do, as sets of hashes in memory that all threads share.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

import {
  type BlockRule,
  type BlockTarget,
  hostsAbove,
  readBlockLine,
} from '../../core/links/block-rules.ts'
import { namesIn } from '../../lib/settled-folder.ts'
import { textSet, type TextSetData, textSetMaker } from '../../lib/text-set.ts'
import { messageOf } from '../../lib/unavailable.ts'

export const BLOCKLIST_FOLDER = 'blocklists'
export const BLOCKLIST_END = '.txt'
const FILES_MAX = 20
const BYTES_MAX = 512 * 1024 * 1024
const LINE_MAX = 8192
const READ_AT_ONCE = 256 * 1024

/** A file as it was read; plain data. */
export interface BlockFile {
  readonly name: string
  /** Epoch milliseconds; 0 when nobody can tell. */
  readonly changedAt: number
  readonly entries: number
  /** Lines that are no comments and were not understood. */
  readonly leftOut: number
  /** Why it blocks nothing; null if it does. */
  readonly problem: string | null
  readonly hosts: TextSetData
  readonly prefixes: TextSetData
  /** Hosts, with their ports, that prefixes are of. */
  readonly authorities: TextSetData
  /** Lengths that prefixes have, ascending. */
  readonly lengths: readonly number[]
}

/** What of a file names an address. */
export interface Listing {
  readonly list: string
  readonly entry: string
}

export type BlockFiles = (target: BlockTarget) => readonly Listing[]

export function readBlockFiles(dataDir: string): BlockFile[] {
  const folder = join(dataDir, BLOCKLIST_FOLDER)
  return namesIn(folder, BLOCKLIST_END)
    .filter((name) => !name.startsWith('.')) // of editors and of other systems
    .slice(0, FILES_MAX)
    .map((name) => readBlockFile(folder, name))
}

/** Every entry that names an address, the longest hosts first. */
export function openBlockFiles(files: readonly BlockFile[]): BlockFiles {
  const sets = files.map((file) => ({
    ...file,
    hosts: textSet(file.hosts),
    prefixes: textSet(file.prefixes),
    authorities: textSet(file.authorities),
  }))
  return ({ host, authority, text }) => {
    const names = hostsAbove(host)
    return sets.flatMap(({ name: list, hosts, prefixes, authorities, lengths }) => {
      const named = names.filter((name) => hosts.has(name))
      const begun = authorities.has(authority)
        ? lengths
            .filter((length) => length <= text.length)
            .map((length) => text.slice(0, length))
            .filter((start) => prefixes.has(start))
        : []
      return [...named, ...begun].map((entry) => ({ list, entry }))
    })
  }
}

function readBlockFile(folder: string, name: string): BlockFile {
  const rules = ruleMaker()
  const path = join(folder, name)
  let changedAt = 0
  try {
    // Before it is opened: opening a pipe would wait for whoever writes into it.
    const stat = statSync(path)
    changedAt = Math.round(stat.mtimeMs)
    if (!stat.isFile()) return rules.finish(name, changedAt, 'is no file')
    if (stat.size > BYTES_MAX) {
      return rules.finish(name, changedAt, `is larger than ${BYTES_MAX / 1024 ** 2} MB`)
    }
    const file = openSync(path, 'r')
    try {
      for (const line of linesOf(file)) rules.take(line)
    } finally {
      closeSync(file)
    }
    return rules.finish(name, changedAt, null)
  } catch (error) {
    const why = messageOf(error)
    return ruleMaker().finish(name, changedAt, `can't be read: ${why}`)
  }
}

function* linesOf(file: number): Generator<string> {
  const bytes = Buffer.alloc(READ_AT_ONCE)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for (;;) {
    const count = readSync(file, bytes, 0, READ_AT_ONCE, null)
    if (count === 0) break
    const lines = (rest + decoder.write(bytes.subarray(0, count))).split('\n')
    rest = lines.pop() ?? ''
    // A file without line breaks would otherwise become one text.
    if (rest.length > LINE_MAX) rest = rest.slice(0, LINE_MAX + 1)
    yield* lines
  }
  yield rest + decoder.end()
}

function ruleMaker() {
  const hosts = textSetMaker()
  const prefixes = textSetMaker()
  const authorities = textSetMaker()
  const lengths = new Set<number>()
  let leftOut = 0
  const add = (rule: BlockRule) => {
    if (rule.kind === 'host') return hosts.add(rule.text)
    prefixes.add(rule.text)
    authorities.add(rule.authority)
    lengths.add(rule.text.length)
  }
  return {
    take(line: string): void {
      const rules = line.length > LINE_MAX ? null : readBlockLine(line)
      if (rules === null) leftOut++
      else rules.forEach(add)
    },
    finish(name: string, changedAt: number, problem: string | null): BlockFile {
      const sets = {
        hosts: hosts.finish(),
        prefixes: prefixes.finish(),
        authorities: authorities.finish(),
      }
      const entries = textSet(sets.hosts).size + textSet(sets.prefixes).size
      const unread = entries === 0 && leftOut > 0 ? 'no line of it is understood' : null
      return {
        name,
        changedAt,
        entries,
        leftOut,
        problem: problem ?? unread,
        ...sets,
        lengths: [...lengths].sort((a, b) => a - b),
      }
    },
  }
}
