/**
 * The certificates of an installation: files of the owner's own in one folder, those that were asked
 * for in a folder below it. Each file has the chain and its key. One that can't be written is used all
 * the same: the authority does not grant many.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { messageOf } from '../lib/errors.ts'
import { replacePrivate } from '../lib/private-file.ts'
import { quietly } from '../lib/quietly.ts'
import { namesIn, settledFolder } from '../lib/settled-folder.ts'
import { type Certificate, dueAt, notInForce, readCertificate } from './certificate.ts'

export interface CertificateFile {
  /** Below the folder, e.g. `issued/go.example.com.pem`. */
  readonly name: string
  /** `null`: it can't be used. */
  readonly certificate: Certificate | null
  /** Why it can't. */
  readonly problem: string | null
}

export interface FileProblem {
  readonly name: string
  readonly problem: string
}

export interface CertificateStore {
  /** The owner's first. The same list until something changes. */
  files(): readonly CertificateFile[]
  /** What is wrong with files at a time: of those that were asked for, being too old is not. */
  problems(at: number): readonly FileProblem[]
  /** Those that are in memory only, and why. */
  unwritten(): readonly FileProblem[]
  /**
   * What is shown for a host at a time in epoch milliseconds; null: none is for it that is in force. The
   * owner's own comes first, until it is due and another one is not.
   */
  find(host: string, at: number): Certificate | null
  /** What was asked for for a host, in force or not. */
  given(host: string): Certificate | null
  /** Keeps what was asked for: on the disk, or in memory until it can be written. */
  keep(host: string, pem: string): void
  /** Writes what could not be written before. */
  keepAgain(): void
  /**
   * Removes what was asked for for hosts that are nobody's any more, when another one would be due. A
   * host that comes back before then has its own at once. Never what people put there.
   */
  forget(isKnown: (host: string) => boolean, at: number): void
  /** Reads the owner's files again if they changed and have settled. */
  refresh(): void
}

const END = '.pem'
/** As others name such files: whoever puts one here waits for it in vain. */
const STRANGE_ENDS = ['.crt', '.cer', '.pfx', '.p12']
const STRANGE = 'is not read: chain and key in one file whose name ends with .pem are'
const ISSUED = 'issued'

/** One that is in memory only. */
interface Unwritten {
  readonly pem: string
  /** What writing threw. */
  readonly problem: string
}

/** `folder` is made when something is to be kept. */
export function openCertificates(folder: string): CertificateStore {
  const watched = [END, ...STRANGE_ENDS].map((end) => settledFolder(folder, end))
  const unwritten = new Map<string, Unwritten>()
  let files = readAll(folder, unwritten)
  let byHost = indexOf(files)
  const readAgain = () => {
    files = readAll(folder, unwritten)
    byHost = indexOf(files)
  }
  const write = (host: string, pem: string) => {
    try {
      replacePrivate(join(folder, nameFor(host)), pem)
      return unwritten.delete(host)
    } catch (error) {
      unwritten.set(host, { pem, problem: messageOf(error) })
      return false
    }
  }
  return {
    files: () => files,
    problems: (at) => files.flatMap((file) => problemOf(file, at)),
    unwritten: () =>
      [...unwritten].map(([host, { problem }]) => ({ name: nameFor(host), problem })),
    find(host, at) {
      const fitting = [...(byHost.get(host) ?? []), ...(byHost.get(wildcardOf(host)) ?? [])]
      const inForce = fitting.filter((one) => notInForce(one, at) === null)
      return inForce.find((one) => at < dueAt(one)) ?? longest(inForce)
    },
    given: (host) => (byHost.get(host) ?? []).find(({ giver }) => giver !== '') ?? null,
    keep(host, pem) {
      write(host, pem)
      readAgain()
    },
    keepAgain() {
      const written = [...unwritten].filter(([host, { pem }]) => write(host, pem))
      if (written.length > 0) readAgain()
    },
    forget(isKnown, at) {
      const gone = files.filter((file) => isForgotten(file, isKnown, at))
      for (const { name } of gone) quietly(() => rmSync(join(folder, name)))
      if (gone.length > 0) readAgain()
    },
    refresh() {
      const changed = watched.filter((some) => some.hasChanged())
      if (changed.length > 0) readAgain()
    },
  }
}

/** What is in memory only takes the place of its file. */
function readAll(
  folder: string,
  unwritten: ReadonlyMap<string, Unwritten>,
): readonly CertificateFile[] {
  const held = [...unwritten].map(([host, { pem }]) => asFile(nameFor(host), readCertificate(pem)))
  const names = new Set(held.map(({ name }) => name))
  const given = readFolder(folder, `${ISSUED}/`).filter(({ name }) => !names.has(name))
  return [...readFolder(folder, ''), ...strangeIn(folder), ...given, ...held]
}

function strangeIn(folder: string): CertificateFile[] {
  return STRANGE_ENDS.flatMap((end) => namesIn(folder, end)).map((name) =>
    asFile(name, { wrong: STRANGE }),
  )
}

const nameFor = (host: string) => `${ISSUED}/${host}${END}`
const isOwn = ({ name }: CertificateFile) => !name.startsWith(`${ISSUED}/`)

function readFolder(folder: string, below: string): CertificateFile[] {
  return namesIn(join(folder, below), END).map((file) => {
    const name = below + file
    return asFile(name, readFile(join(folder, name)))
  })
}

function asFile(name: string, found: Certificate | { readonly wrong: string }): CertificateFile {
  return 'wrong' in found
    ? { name, certificate: null, problem: found.wrong }
    : { name, certificate: found, problem: null }
}

function readFile(path: string): Certificate | { readonly wrong: string } {
  try {
    return readCertificate(readFileSync(path, 'utf8'))
  } catch (error) {
    return { wrong: `can’t be read: ${messageOf(error)}` }
  }
}

function problemOf(file: CertificateFile, at: number): FileProblem[] {
  const { name, certificate, problem } = file
  if (problem !== null) return [{ name, problem }]
  const old = isOwn(file) && certificate !== null ? notInForce(certificate, at) : null
  return old === null ? [] : [{ name, problem: old }]
}

function isForgotten(
  file: CertificateFile,
  isKnown: (host: string) => boolean,
  at: number,
): boolean {
  const { certificate } = file
  if (isOwn(file) || certificate === null || certificate.giver === '') return false
  return at >= dueAt(certificate) && !certificate.hosts.some(isKnown)
}

/** In the order of the files. */
function indexOf(files: readonly CertificateFile[]): ReadonlyMap<string, readonly Certificate[]> {
  const byHost = new Map<string, Certificate[]>()
  for (const { certificate } of files) {
    if (certificate === null) continue
    for (const host of certificate.hosts) {
      byHost.set(host, [...(byHost.get(host) ?? []), certificate])
    }
  }
  return byHost
}

/** Of names with one label more. */
function wildcardOf(host: string): string {
  return `*${host.slice(host.indexOf('.'))}`
}

function longest(certificates: readonly Certificate[]): Certificate | null {
  return certificates.toSorted((a, b) => b.until - a.until)[0] ?? null
}
