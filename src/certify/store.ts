/**
 * The certificates of an installation: files of the owner's own in one folder, those that were asked
 * for in a folder below it. Each file has the chain and its key.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { messageOf } from '../lib/errors.ts'
import { replacePrivate } from '../lib/private-file.ts'
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
  /**
   * What is shown for a host at a time in epoch milliseconds; null: none is for it that is in force. The
   * owner's own comes first, until it is due and another one is not.
   */
  find(host: string, at: number): Certificate | null
  /** Keeps what was asked for. Throws what writing throws; the one before stays then. */
  keep(host: string, pem: string): void
  /** Reads the owner's files again if they changed and have settled. */
  refresh(): void
}

const END = '.pem'
const ISSUED = 'issued'

/** `folder` is made when something is to be kept. */
export function openCertificates(folder: string): CertificateStore {
  const watched = settledFolder(folder, END)
  let files = readAll(folder)
  let byHost = indexOf(files)
  const readAgain = () => {
    files = readAll(folder)
    byHost = indexOf(files)
  }
  return {
    files: () => files,
    problems: (at) => files.flatMap((file) => problemOf(file, at)),
    find(host, at) {
      const fitting = [...(byHost.get(host) ?? []), ...(byHost.get(wildcardOf(host)) ?? [])]
      const inForce = fitting.filter((one) => notInForce(one, at) === null)
      return inForce.find((one) => at < dueAt(one)) ?? longest(inForce)
    },
    keep(host, pem) {
      replacePrivate(join(folder, ISSUED, host + END), pem)
      readAgain()
    },
    refresh() {
      if (watched.hasChanged()) readAgain()
    },
  }
}

function readAll(folder: string): readonly CertificateFile[] {
  return [...readFolder(folder, ''), ...readFolder(folder, `${ISSUED}/`)]
}

function readFolder(folder: string, below: string): CertificateFile[] {
  return namesIn(join(folder, below), END).map((file) => {
    const name = below + file
    const found = readFile(join(folder, name))
    return 'wrong' in found
      ? { name, certificate: null, problem: found.wrong }
      : { name, certificate: found, problem: null }
  })
}

function readFile(path: string): Certificate | { readonly wrong: string } {
  try {
    return readCertificate(readFileSync(path, 'utf8'))
  } catch (error) {
    return { wrong: `can’t be read: ${messageOf(error)}` }
  }
}

function problemOf({ name, certificate, problem }: CertificateFile, at: number): FileProblem[] {
  if (problem !== null) return [{ name, problem }]
  const isOwn = !name.startsWith(`${ISSUED}/`)
  const old = isOwn && certificate !== null ? notInForce(certificate, at) : null
  return old === null ? [] : [{ name, problem: old }]
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
