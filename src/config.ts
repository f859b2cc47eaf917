/**
 * Every boot setting: its flag, variable, type, default and meaning. The only reader of flags, the
 * environment and `sluice.conf`; parts of the program get values. What an administrator changes
 * while Sluice runs lives in the database instead, never in both.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { codeOf, messageOf } from './lib/errors.ts'
import { checkListen, checkPorts, checkRanges, listOf, oneOf } from './lib/setting-checks.ts'

interface Setting {
  readonly flag: string
  readonly type: 'text' | 'list'
  readonly default: string
  readonly help: string
  /** What is wrong with a value, or `null`. */
  readonly check: (value: string) => string | null
}

const anything = () => null

/** In the order of the help text. The variable of `--some-flag` is `SLUICE_SOME_FLAG`. */
export const SETTINGS = {
  data: {
    flag: 'data',
    type: 'text',
    default: 'sluice-data',
    help: 'Folder for all data; made if missing',
    check: (value) => (value === '' ? 'must not be empty' : null),
  },
  listen: {
    flag: 'listen',
    type: 'text',
    default: '127.0.0.1:8080',
    help: 'HOST:PORT to answer on; 0.0.0.0:80 for the whole internet',
    check: checkListen,
  },
  https: {
    flag: 'https',
    type: 'text',
    default: '',
    help: 'HOST:PORT to answer on over https, too, with certificates of its own; 0.0.0.0:443',
    check: (value) => (value === '' ? null : checkListen(value)),
  },
  authority: {
    flag: 'authority',
    type: 'text',
    default: 'https://acme-v02.api.letsencrypt.org/directory',
    help: 'Who gives certificates (ACME), whose terms you accept with it; none: your own files only',
    check: checkAuthority,
  },
  authorityEmail: {
    flag: 'authority-email',
    type: 'text',
    default: '',
    help: 'Where the authority may write to',
    check: (value) => (/^([^\s@]+@[^\s@]+)?$/.test(value) ? null : 'must be an email address'),
  },
  authorityKeyId: {
    flag: 'authority-key-id',
    type: 'text',
    default: '',
    help: 'By which the authority knows your account with it (external account binding)',
    check: (value) => (/\s/.test(value) ? 'must have no blanks' : null),
  },
  authorityKeyFile: {
    flag: 'authority-key-file',
    type: 'text',
    default: '',
    help: 'File with the key (HMAC) that the authority gave you with that id',
    check: anything,
  },
  trustedProxies: {
    flag: 'trusted-proxy',
    type: 'list',
    default: '',
    help: 'Address or network of a proxy in front (repeat, or separate by commas)',
    check: checkRanges,
  },
  clientHeader: {
    flag: 'client-header',
    type: 'text',
    default: 'X-Forwarded-For',
    help: 'The one header that trusted proxies put the visitor address in',
    check: oneOf('X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP', 'Forwarded'),
  },
  countryHeader: {
    flag: 'country-header',
    type: 'text',
    default: '',
    help: 'Header of a trusted proxy that holds the country, e.g. CF-IPCountry',
    check: anything,
  },
  adminHost: {
    flag: 'admin-host',
    type: 'text',
    default: '',
    help: 'Host name of the admin and the management API; never a tracking domain',
    check: (value) => (/^[a-z0-9.-]*$/.test(value) ? null : 'must be a lower-case host name'),
  },
  adminListen: {
    flag: 'admin-listen',
    type: 'text',
    default: '',
    help: 'HOST:PORT of a socket for the admin and its API alone; the other one has visits only',
    check: (value) => (value === '' ? null : checkListen(value)),
  },
  adminAllow: {
    flag: 'admin-allow',
    type: 'list',
    default: '',
    help: 'Address or network that may see the admin (repeat, or separate by commas); none: all may',
    check: checkRanges,
  },
  outboundHosts: {
    flag: 'outbound-host',
    type: 'list',
    default: '',
    help: 'Private host that postbacks and pages may be fetched from (repeat, or separate by commas)',
    check: (value) =>
      /^[a-zA-Z0-9.:,\s-]*$/.test(value) ? null : 'must be host names or addresses',
  },
  outboundPorts: {
    flag: 'outbound-port',
    type: 'list',
    default: '',
    help: 'Port besides 80 and 443 that other servers may be asked on',
    check: checkPorts,
  },
  node: {
    flag: 'node',
    type: 'text',
    default: '0',
    help: 'Number of this node in click ids, 0 to 1023',
    check: (value) =>
      /^\d{1,4}$/.test(value) && Number(value) < 1024 ? null : 'must be 0 to 1023',
  },
  memory: {
    flag: 'memory',
    type: 'text',
    default: 'normal',
    help: 'small: a tenth less memory under full load, for a tenth more work per click',
    check: oneOf('normal', 'small'),
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS

/** Where to listen. */
export interface Socket {
  readonly hostname: string
  readonly port: number
}

export interface Config extends Socket {
  readonly dataDir: string
  /** Where https is answered by this program itself; `null`: nowhere. */
  readonly https: Socket | null
  /** Directory of the authority that gives certificates; `null`: none is asked. */
  readonly authority: string | null
  /** `''`: it has no address to write to. */
  readonly authorityEmail: string
  /** By what an account of the owner's with the authority is known; `null`: it wants none. */
  readonly authorityBinding: { readonly keyId: string; readonly keyFile: string } | null
  readonly trustedProxies: readonly string[]
  readonly clientHeader: string
  /** `''` when no country header is trusted. */
  readonly countryHeader: string
  /** `''` while one host serves everything. */
  readonly adminHost: string
  /** The admin's own socket; `null` while it shares that of the visits. */
  readonly adminListen: Socket | null
  /** Who may see the admin; empty: everybody. */
  readonly adminAllow: readonly string[]
  /** Private hosts and further ports that outgoing requests may go to. */
  readonly outboundHosts: readonly string[]
  readonly outboundPorts: readonly number[]
  readonly node: number
  readonly memory: 'normal' | 'small'
  /** Every setting as a person may be shown it. */
  readonly shown: readonly ShownSetting[]
}

export interface ShownSetting {
  readonly key: string
  readonly value: string
  readonly default: string
  readonly origin: Origin
  readonly title: string
}

type Origin = 'flag' | 'env' | 'file' | 'default'

/** All problems at once, each a sentence that says what to change. */
export interface ConfigProblems {
  readonly problems: readonly string[]
}

/** Flags as given on the command line: name without dashes → values in order. */
export type Flags = ReadonlyMap<string, readonly string[]>

/** Flag before variable before `<data>/sluice.conf` before default. */
export function readConfig(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
): Config | ConfigProblems {
  const early = valuesFrom(flags, env, new Map())
  const file = readFile(join(resolve(early.data), 'sluice.conf'))
  if ('problems' in file) return file
  const values = valuesFrom(flags, env, file)
  const originIn = (flag: string) => originOf(flag, flags, env, file)
  const wrong = [...unknownIn(file), ...checkAll(values, originIn)]
  const problems =
    wrong.length > 0 ? wrong : [...sameSocket(values, originIn), ...halfBinding(values, originIn)]
  if (problems.length > 0) return { problems }
  const shown = names.map((name) => ({
    key: SETTINGS[name].flag,
    value: values[name],
    default: SETTINGS[name].default,
    origin: originIn(SETTINGS[name].flag),
    title: SETTINGS[name].help,
  }))
  return { ...assemble(values), shown }
}

function originOf(
  flag: string,
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
  file: Flags,
): Origin {
  if (flags.has(flag)) return 'flag'
  if (env[variableOf(flag)] !== undefined) return 'env'
  return file.has(flag) ? 'file' : 'default'
}

type Values = Record<SettingName, string>
const names = Object.keys(SETTINGS) as SettingName[]

function valuesFrom(flags: Flags, env: Record<string, string | undefined>, file: Flags) {
  const pick = (name: SettingName) => {
    const { flag, default: fallback } = SETTINGS[name]
    const fromFile = said(name, file.get(flag))
    return said(name, flags.get(flag)) ?? env[variableOf(flag)] ?? fromFile ?? fallback
  }
  return Object.fromEntries(names.map((name) => [name, pick(name).trim()])) as Values
}

/** Of what is given more than once a list takes all, anything else the last. */
function said(name: SettingName, values: readonly string[] | undefined): string | undefined {
  return SETTINGS[name].type === 'list' ? values?.join(',') : values?.at(-1)
}

/** `trusted-proxy` → `SLUICE_TRUSTED_PROXY`. */
export function variableOf(flag: string): string {
  return `SLUICE_${flag.toUpperCase().replaceAll('-', '_')}`
}

/** Kubernetes gives them to whatever runs beside a service of this name. */
const OF_KUBERNETES = /^SLUICE_(PORT|SERVICE)(_|$)/

/** Variables that look like settings and are none: mistyped, or of another version. */
export function strangeVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(names.map((name) => variableOf(SETTINGS[name].flag)))
  return Object.keys(env).filter(
    (name) => name.startsWith('SLUICE_') && !known.has(name) && !OF_KUBERNETES.test(name),
  )
}

/** `name = value` lines with the flags' names; `#` starts a comment. A missing file is empty. */
function readFile(path: string): Flags | ConfigProblems {
  const text = textOf(path)
  if (typeof text !== 'string') return text
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  const problems = lines.flatMap((line, at) =>
    line === '' || line.includes('=')
      ? []
      : [`sluice.conf, line ${at + 1}: "${line}" is no setting; write name = value`],
  )
  if (problems.length > 0) return { problems }
  const values = new Map<string, string[]>()
  for (const line of lines.filter((one) => one !== '')) {
    const at = line.indexOf('=')
    const key = line.slice(0, at).trim()
    values.set(key, [...(values.get(key) ?? []), line.slice(at + 1).trim()])
  }
  return values
}

/** `ENOTDIR`: the folder is none, which is said elsewhere. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR'])

/** A file that is there and can't be read would be a start without what it asks for. */
function textOf(path: string): string | ConfigProblems {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (MISSING.has(codeOf(error))) return ''
    return { problems: [`${path} can't be read: ${messageOf(error)}`] }
  }
}

/** The folder that the file lies in is known before the file is. */
function unknownIn(file: Flags): string[] {
  const known = names.map((name) => SETTINGS[name].flag).filter((flag) => flag !== 'data')
  const isKnown = new Set<string>(known)
  return [...file.keys()]
    .filter((key) => !isKnown.has(key))
    .map((key) => `sluice.conf: unknown setting "${key}"; known are ${known.join(', ')}`)
}

/** What is wrong is said of the name that it was given under. */
function checkAll(values: Values, originIn: (flag: string) => Origin): string[] {
  return names.flatMap((name) => {
    const { flag, check } = SETTINGS[name]
    const problem = check(values[name])
    return problem ? [`${namedIn(originIn(flag), flag)} "${values[name]}": ${problem}`] : []
  })
}

/** The system would only say that the port is in use. */
function sameSocket(values: Values, originIn: (flag: string) => Origin): string[] {
  const taken = new Set([nameOf(values.listen)])
  for (const name of ['https', 'adminListen'] as const) {
    const { flag } = SETTINGS[name]
    const socket = nameOf(values[name])
    const isTaken = taken.has(socket) && !socket.endsWith(' 0')
    if (socket !== '' && isTaken) {
      return [
        `${namedIn(originIn(flag), flag)} "${values[name]}": is where visits are answered already`,
      ]
    }
    taken.add(socket)
  }
  return []
}

function halfBinding(values: Values, originIn: (flag: string) => Origin): string[] {
  const { authorityKeyId: id, authorityKeyFile: file } = values
  if ((id === '') === (file === '')) return []
  const [given, missing] =
    id === ''
      ? ['authority-key-file', 'authority-key-id']
      : ['authority-key-id', 'authority-key-file']
  return [`${namedIn(originIn(given), given)}: ${missing} is needed with it`]
}

function nameOf(listen: string): string {
  const { hostname, port } = socketOf(listen)
  return listen === '' ? '' : `${hostname} ${port}`
}

function namedIn(origin: Origin, flag: string): string {
  if (origin === 'env') return variableOf(flag)
  return origin === 'file' ? `sluice.conf: ${flag}` : `--${flag}`
}

function assemble(values: Values): Omit<Config, 'shown'> {
  return {
    dataDir: resolve(values.data),
    ...socketOf(values.listen),
    trustedProxies: listOf(values.trustedProxies),
    clientHeader: values.clientHeader,
    countryHeader: values.countryHeader,
    adminHost: values.adminHost,
    https: values.https === '' ? null : socketOf(values.https),
    authority: values.authority === 'none' ? null : values.authority,
    authorityEmail: values.authorityEmail,
    authorityBinding: bindingIn(values),
    adminListen: values.adminListen === '' ? null : socketOf(values.adminListen),
    adminAllow: listOf(values.adminAllow),
    outboundHosts: listOf(values.outboundHosts.toLowerCase()),
    outboundPorts: listOf(values.outboundPorts).map(Number),
    node: Number(values.node),
    memory: values.memory === 'small' ? 'small' : 'normal',
  }
}

function bindingIn({ authorityKeyId: keyId, authorityKeyFile: file }: Values) {
  return keyId === '' ? null : { keyId, keyFile: resolve(file) }
}

function socketOf(listen: string): Socket {
  const at = listen.lastIndexOf(':')
  return {
    hostname: listen.slice(0, at).replace(/^\[|\]$/g, ''),
    port: Number(listen.slice(at + 1)),
  }
}

function checkAuthority(value: string): string | null {
  const isAddress = URL.parse(value)?.protocol === 'https:'
  return isAddress || value === 'none' ? null : 'must be the https address of a directory, or none'
}
