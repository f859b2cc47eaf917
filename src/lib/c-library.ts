/** The system's C library, for the few calls that the runtime has no name for. */
import { dlopen, type FFIFunction } from 'bun:ffi'

const NAMES = ['libc.so.6', 'libc.musl-x86_64.so.1', 'libc.musl-aarch64.so.1']

/** The functions by name; throws without a C library of a known name. */
export function fromCLibrary<F extends Record<string, FFIFunction>>(functions: F) {
  for (const name of NAMES) {
    try {
      return dlopen(name, functions).symbols
    } catch {
      continue
    }
  }
  throw new Error('no C library')
}
