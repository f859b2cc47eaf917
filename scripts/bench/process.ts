/** What a process and its children have used, as the kernel counts it (Linux only). */
import { readFileSync, writeFileSync } from 'node:fs'

/** Kernel ticks are 10 ms on every platform Bun runs on. */
const MICROS_PER_TICK = 10_000

/** User and system time since the start, in microseconds. */
export function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const own = (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK
  return childrenOf(pid).reduce((sum, child) => sum + cpuMicros(child), own)
}

/** Resident memory in megabytes. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  const own = Number(kilobytes ?? 0) / 1024
  return childrenOf(pid).reduce((sum, child) => sum + residentMb(child), own)
}

/** Resident memory at its highest since `forgetPeak`, in megabytes, without children. */
export function peakMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}
