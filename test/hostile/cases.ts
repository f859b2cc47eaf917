/**
 * The hostile cases as data (`test/cases/hostile-http.json`), with variables and repeats filled in,
 * and the table of those that no driver here runs, each with the place that covers it.
 */
import file from '../cases/hostile-http.json'

export interface HostileCase {
  readonly id: string
  readonly surface: string
  readonly transport: string
  readonly title: string
  readonly needs: readonly string[]
  readonly request: HostileRequest
  readonly oracle: Oracle
}

export interface HostileRequest {
  readonly text?: string
  readonly half_close?: boolean
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** In place of `headers` where a name comes twice. */
  readonly raw_headers?: readonly (readonly [name: string, value: string])[]
  /** Sent as JSON; a text describes one in words. */
  readonly body?: unknown
  readonly body_text?: string
  /** A value that the driver puts where the case's title says. */
  readonly payload?: string
  /** The name of a set of such values. */
  readonly payloads?: string
  readonly payloads_into?: string
  readonly url?: string
}

/** What of the file's oracles the drivers here understand. */
export interface Oracle {
  readonly status_in?: readonly number[]
  readonly status_not_in?: readonly number[]
  readonly close_ok?: boolean
  readonly closed?: boolean
  readonly alive_after?: boolean
  readonly rst_after_send?: boolean
  readonly responses_min?: number
  readonly responses_max?: number
  readonly within_ms?: number
  readonly body_not_contains?: readonly string[]
  readonly headers_absent?: readonly string[]
  readonly header_contains?: Readonly<Record<string, string>>
  readonly header_equals?: Readonly<Record<string, string>>
  readonly header_not_equals?: Readonly<Record<string, string>>
  readonly json_has?: readonly string[]
  readonly json_absent?: readonly string[]
  readonly cookie_flags?: readonly string[]
  readonly location_ascii?: boolean
  readonly location_not_startswith?: readonly string[]
  readonly location_not_contains?: readonly string[]
  readonly location_scheme_in?: readonly string[]
  readonly dom_script_count?: string
}

export const allCases = (file.cases as unknown as Partial<HostileCase>[]).map(
  (one) => ({ needs: [], oracle: {}, request: {}, ...one }) as HostileCase,
)

/** Whole parts of the file that are not run here, and why. */
const NOT_RUN: readonly { surface: string; transport: string | null; why: string }[] = [
  { surface: 'click.api', transport: null, why: 'has a driver of its own: click-api.test.ts' },
  { surface: 'postback.out', transport: null, why: 'test/track/deliveries' },
  {
    surface: 'landing.upload',
    transport: null,
    why: 'test/lib/zip.test.ts, landing-upload.test.ts',
  },
  { surface: 'process', transport: null, why: 'these are the drills (test/drills)' },
  { surface: 'any', transport: 'raw-timed', why: 'take half a minute each: nightly' },
  { surface: 'any', transport: 'sequence', why: 'a flood of a million addresses: nightly' },
  { surface: 'click.redirect', transport: 'sequence', why: 'a flood of 100,000 paths: nightly' },
]

const IN_A_BROWSER = 'looked at in a browser: test/e2e/admin.test.ts'
const NOT_RUN_CASES: Readonly<Record<string, string>> = {
  'HTTP-065':
    'a target of up to 128 KB is allowed (management API), so an unfinished one ends with the idle timeout',
  'HTTP-072':
    'Bun closes a connection whose next request comes before an asynchronous answer; no client pipelines',
  'ISO-001': 'looks at a page in a browser',
  'ISO-003': 'needs an admin host beside the tracking host',
  'MASS-003': 'a property of the process that no answer shows',
  'FWD-011': 'there is no reset of passwords by mail',
  'AUTH-019': 'test/manage/people/login-throttle.test.ts',
  'PB-017': 'test/drills/disk-full.test.ts',
  'SSRF-023': 'test/track/outbound/outbound.test.ts',
  'SSRF-024': 'test/track/outbound/outbound.test.ts',
  'SSRF-025': 'test/track/outbound/outbound.test.ts',
  'SSRF-026': 'test/core/macros',
  'DOS-002': 'test/api/management/protocol.test.ts',
  'DOS-008': 'measured by bench reports',
  'DOS-009': 'the ledger has no log that a reader can hold: test/drills/books.test.ts',
  'PATH-011': 'test/api/traffic/local-landing.test.ts',
  ...Object.fromEntries(
    ['001', '002', '004', '006', '007', '009', '011', '012'].map((n) => [`XSS-${n}`, IN_A_BROWSER]),
  ),
}

/** Why a case is not run, or `null`. */
export function whyNotRun({ id, surface, transport }: HostileCase): string | null {
  const part = NOT_RUN.find(
    (row) => row.surface === surface && (row.transport === null || row.transport === transport),
  )
  return NOT_RUN_CASES[id] ?? part?.why ?? null
}

/** Variables first, then repeats, as the file demands. An unknown variable is a bug of the driver. */
export function filled(text: string, variables: Readonly<Record<string, string>>): string {
  const named = text.replaceAll(/\{([A-Z][A-Z_]*(?::\w+)?)\}/g, (_, name: string) => {
    const value = variables[name]
    if (value === undefined) throw new Error(`no variable {${name}}`)
    return value
  })
  return named.replaceAll(/\{\{repeat:([\s\S]*?):(\d+)\}\}/g, (_, part: string, times: string) =>
    part.repeat(Number(times)),
  )
}
