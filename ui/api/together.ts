/**
 * Questions of the same moment go as one request: a screen opens with one instead of ten. Each has its
 * own answer, which comes as soon as it is known, and can be given up alone.
 */
export const BASE = '/public/api/v1'

/** What a request was answered, alone or as a part of another. */
export interface Heard {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly headers: { readonly get: (name: string) => string | null }
  readonly json: () => Promise<unknown>
}

interface Waiting {
  readonly path: string
  readonly signal: AbortSignal | null
  readonly resolve: (heard: Heard) => void
  readonly reject: (error: unknown) => void
}

interface Line {
  readonly part: number
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What the server answers at once. */
const PARTS_MAX = 20
/** Proxies in front take addresses of 8 KB. */
const CHARACTERS_MAX = 6000
const HEADERS = { Accept: 'application/json' }

let gathered: Waiting[] = []

/** Rejects as `fetch` does. */
export function askTogether(path: string, signal: AbortSignal | null): Promise<Heard> {
  return new Promise((resolve, reject) => {
    if (gathered.length === 0) afterFrame(send)
    gathered.push({ path, signal, resolve, reject })
  })
}

/** In a frame that takes longer, or is none. */
const FRAME_MS = 50

/**
 * After the next frame: parts of a screen ask after it is drawn, not all at the same moment. Whoever does not
 * look has no frames, and slow clocks.
 */
function afterFrame(act: () => void): void {
  if (document.hidden) return queueMicrotask(act)
  const done = () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    act()
  }
  const timer = setTimeout(done, FRAME_MS)
  const frame = requestAnimationFrame(() => setTimeout(done))
}

function send(): void {
  const asked = Map.groupBy(
    gathered.filter(({ signal }) => signal?.aborted !== true),
    ({ path }) => path,
  )
  for (const one of gathered) if (one.signal?.aborted === true) one.reject(givenUp())
  gathered = []
  for (const paths of inRequests([...asked.keys()])) {
    void carry(
      paths,
      paths.flatMap((path) => asked.get(path) ?? []),
    )
  }
}

const givenUp = () => new DOMException('Given up', 'AbortError')

/** As many as one request takes; one that is long goes alone. */
function inRequests(paths: readonly string[]): string[][] {
  const requests: string[][] = []
  let characters = Infinity
  for (const path of paths) {
    const length = encodeURIComponent(path).length + 'get[]=&'.length
    const last = requests.at(-1)
    if (last === undefined || last.length === PARTS_MAX || characters + length > CHARACTERS_MAX) {
      requests.push([path])
      characters = length
    } else {
      last.push(path)
      characters += length
    }
  }
  return requests
}

/** Given up when nobody waits for any of it any more. */
async function carry(paths: readonly string[], askers: readonly Waiting[]): Promise<void> {
  const controller = new AbortController()
  const waiting = new Set(askers)
  const leave = (one: Waiting) => {
    waiting.delete(one)
    one.reject(givenUp())
    if (waiting.size === 0) controller.abort()
  }
  for (const one of askers) {
    one.signal?.addEventListener('abort', () => waiting.has(one) && leave(one))
  }
  const hear = (path: string, heard: Heard) => {
    for (const one of waiting) {
      if (one.path !== path) continue
      waiting.delete(one)
      one.resolve(heard)
    }
  }
  try {
    await ask(paths, controller.signal, hear)
    throw new TypeError('The answer ended before its end')
  } catch (error) {
    // Nobody, unless the way to the server is gone.
    for (const one of waiting) one.reject(error)
  }
}

async function ask(
  paths: readonly string[],
  signal: AbortSignal,
  hear: (path: string, heard: Heard) => void,
): Promise<void> {
  const [first = ''] = paths
  const isAlone = paths.length === 1
  const address = isAlone ? first : `/batch?${paths.map(asPart).join('&')}`
  const response = await fetch(BASE + address, {
    headers: HEADERS,
    credentials: 'same-origin',
    signal,
  })
  if (isAlone || !response.ok || response.body === null) {
    const heard = readOnce(response)
    for (const path of paths) hear(path, heard)
    return
  }
  for await (const line of linesOf(response.body)) {
    const told = JSON.parse(line) as Line
    hear(paths[told.part] ?? '', partOf(told, response.headers))
  }
}

const asPart = (path: string) => `get[]=${encodeURIComponent(path)}`

/** Several may have asked for it. */
function readOnce(response: Response): Heard {
  const { ok, status, statusText, headers } = response
  let body: Promise<unknown> | null = null
  return { ok, status, statusText, headers, json: () => (body ??= response.json()) }
}

/** What it does not say itself, the whole does. */
function partOf({ status, headers, body }: Line, whole: Headers): Heard {
  return {
    ok: status < 300,
    status,
    statusText: '',
    headers: { get: (name) => headers[name] ?? whole.get(name) },
    json: () => Promise.resolve(body),
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    rest += decoder.decode(value, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
}
