/**
 * Lists of hosts that links may not lead to: `*.txt` in `<data>/blocklists`. Read whole by a thread that
 * has nothing else to do, as sets of hashes in memory that all threads share.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

import {
  BLOCK_EFFECTS,
  type BlockEffect,
  type BlockTarget,
  hostsAbove,
  readBlockLine,
} from '../../core/links/block-rules.ts'
import { messageOf } from '../../lib/errors.ts'
import { namesIn } from '../../lib/settled-folder.ts'
import { openRuleSet, type RuleSetData, ruleSetMaker } from './rule-sets.ts'

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
  /** Entries of what it does not block, whatever else it says. */
  readonly exceptions: number
  /** Lines that are no comments and were not understood. */
  readonly leftOut: number
  /** Why it blocks nothing; null if it does. */
  readonly problem: string | null
  readonly rules: { readonly [E in BlockEffect]: RuleSetData }
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

/** Every entry that names an address, unless an exception of its own file does; the longest hosts first. */
export function openBlockFiles(files: readonly BlockFile[]): BlockFiles {
  const finders = files.map((file) => ({ list: file.name, find: entryFinder(file) }))
  return (target) => {
    const hosts = hostsAbove(target.host)
    return finders.flatMap(({ list, find }) =>
      find(target, hosts).map((entry) => ({ list, entry })),
    )
  }
}

function entryFinder({ rules }: BlockFile) {
  const sets = byEffect((effect) => openRuleSet(rules[effect]))
  return (target: BlockTarget, hosts: readonly string[]): readonly string[] => {
    const find = (effect: BlockEffect) => sets[effect].find(target, hosts)
    const important = find('blocked_important')
    const all = [...important, ...find('blocked')]
    if (all.length === 0 || find('allowed_important').length > 0) return []
    return find('allowed').length > 0 ? important : all
  }
}

function byEffect<T>(make: (effect: BlockEffect) => T): { readonly [E in BlockEffect]: T } {
  const entries = BLOCK_EFFECTS.map((effect) => [effect, make(effect)])
  return Object.fromEntries(entries) as { readonly [E in BlockEffect]: T }
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
  const makers = byEffect(ruleSetMaker)
  let leftOut = 0
  return {
    take(line: string): void {
      const rules = line.length > LINE_MAX ? null : readBlockLine(line)
      if (rules === null) leftOut++
      else for (const rule of rules) makers[rule.effect].add(rule)
    },
    finish(name: string, changedAt: number, problem: string | null): BlockFile {
      const rules = byEffect((effect) => makers[effect].finish())
      const size = (effect: BlockEffect) => openRuleSet(rules[effect]).size
      const entries = size('blocked') + size('blocked_important')
      const exceptions = size('allowed') + size('allowed_important')
      const isUnread = entries + exceptions === 0 && leftOut > 0
      const unread = isUnread ? 'no line of it is understood' : null
      return { name, changedAt, entries, exceptions, leftOut, problem: problem ?? unread, rules }
    },
  }
}
