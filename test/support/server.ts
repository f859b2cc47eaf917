/**
 * A real Sluice process for tests: started from source, or the executable named by `SLUICE_BIN`,
 * on its own folder and port. Ready means that it has said so; nothing here waits by the clock.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import type { Subprocess } from 'bun'

const root = join(import.meta.dir, '../..')
const COMMAND_WITHIN_MS = 60_000
const READY = /listening on (http:\/\/\S+)/

export interface ServerOptions {
  /** A folder to use and keep; otherwise a new one, which `cleanUp` removes. */
  readonly data?: string
  readonly port?: number
  /** Further words of `serve`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder it is started in, to which `data` is relative; otherwise that of the tests. */
  readonly cwd?: string
}

export interface Server {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly pid: number
  /** Everything it has printed so far, both streams. */
  output(): string
  /** SIGTERM, then its exit code; throws when it takes longer than 10 s. */
  stop(): Promise<number>
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<number>
}

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The executable under test; null when Sluice is started from source. */
function built(): string | null {
  return process.env['SLUICE_BIN'] || null
}

/** The words that start Sluice, to be followed by a command. */
function sluice(): string[] {
  const binary = built()
  return binary === null ? [process.execPath, join(root, 'src/main.ts')] : [resolve(binary)]
}

const folders: string[] = []
const children = new Set<Child>()

/** An empty folder, removed by `cleanUp`. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  folders.push(folder)
  return folder
}

/** A data folder that does not exist yet; `cleanUp` removes it. */
export function newDataDir(): string {
  return join(newFolder(), 'data')
}

/** Ends what still runs, as after a failed test, and removes the folders. */
export async function cleanUp(): Promise<void> {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all([...children].map((child) => child.exited))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** Rejects with everything it printed if it ends before it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const dataDir = options.data ?? newDataDir()
  const port = options.port ?? (await freePort())
  const child = spawn(serveWords(dataDir, port, options.args ?? []), options)
  const printed = { text: '' }
  void collect(child.stderr, printed, () => false)
  const isReady = await collect(child.stdout, printed, (text) => READY.test(text))
  if (!isReady) throw new Error(`serve ended with ${await child.exited}:\n${printed.text}`)
  return {
    url: READY.exec(printed.text)?.[1] ?? '',
    port,
    dataDir,
    pid: child.pid,
    output: () => printed.text,
    stop: () => stop(child),
    kill: (signal) => (child.kill(signal), child.exited),
  }
}

/** Runs a command of Sluice to its end; one that does not end is killed and gives code 137. */
export function runSluice(words: readonly string[], input = '', cwd?: string): Promise<Finished> {
  const stdin = new Blob([input])
  return finished(words, cwd === undefined ? { stdin } : { stdin, cwd }, COMMAND_WITHIN_MS)
}

export interface Begun {
  /** Resolves when the process is gone. */
  kill(): Promise<number>
  isOver(): boolean
}

/** A command that goes on beside the test. */
export function beginSluice(words: readonly string[]): Begun {
  const child = spawn([...sluice(), ...words], {})
  return {
    kill: () => (child.kill('SIGKILL'), child.exited),
    isOver: () => child.exitCode !== null,
  }
}

/** As `runSluice`, with a time of its own until it is killed. */
export function runSluiceFor(withinMs: number, words: readonly string[]): Promise<Finished> {
  return finished(words, {}, withinMs)
}

async function finished(
  words: readonly string[],
  options: SpawnOptions,
  withinMs: number,
): Promise<Finished> {
  const child = spawn([...sluice(), ...words], options)
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  clearTimeout(timer)
  return { code, stdout, stderr }
}

function serveWords(dataDir: string, port: number, args: readonly string[]): string[] {
  return [...sluice(), 'serve', '--data', dataDir, '--listen', `127.0.0.1:${port}`, ...args]
}

type Child = Subprocess<'ignore' | Blob, 'pipe', 'pipe'>

interface SpawnOptions extends Pick<ServerOptions, 'env' | 'cwd'> {
  readonly stdin?: Blob
}

function spawn(words: string[], { env = {}, stdin, cwd = process.cwd() }: SpawnOptions): Child {
  const child = Bun.spawn(words, {
    env: { ...ownEnvironment(), ...env },
    cwd,
    stdin: stdin ?? 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  children.add(child)
  void child.exited.then(() => children.delete(child))
  return child
}

/** Without settings of whoever runs the tests. */
function ownEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SLUICE_|BUN_|NODE_ENV)/.test(name),
  )
  return Object.fromEntries(kept)
}

/** Reads a stream into `printed` to its end; resolves early, with true, once `isEnough`. */
function collect(
  stream: ReadableStream<Uint8Array>,
  printed: { text: string },
  isEnough: (text: string) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    void (async () => {
      const decoder = new TextDecoder()
      for await (const chunk of stream) {
        printed.text += decoder.decode(chunk, { stream: true })
        if (isEnough(printed.text)) resolve(true)
      }
      resolve(false)
    })()
  })
}

async function stop(child: Child): Promise<number> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  const code = await child.exited
  clearTimeout(timer)
  if (child.signalCode === 'SIGKILL') throw new Error('serve did not end within 10 s of SIGTERM')
  return code
}

/**
 * A port that nobody listens on now. Below the range that the kernel gives to outgoing connections,
 * so that a client of a server which was just killed does not sit on its port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
