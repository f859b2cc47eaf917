/**
 * `--memory small`: the process starts anew under its own number, with an engine that believes in a
 * small machine and so collects its garbage sooner. The engine reads that from its environment alone,
 * and only when it starts.
 */
const VARIABLE = 'BUN_JSC_forceRAMSize'
/** What the engine takes for the size of the machine. */
const MACHINE_BYTES = 256 * 1024 * 1024

/** Does not return unless the process is small already, or has been told another size by hand. */
export function becomeSmall(env: Readonly<Record<string, string | undefined>>): void {
  if (env[VARIABLE] !== undefined) return
  const words = Bun.isStandaloneExecutable
    ? process.argv.slice(2)
    : [...process.execArgv, ...process.argv.slice(1)]
  const { execPath, execve } = process
  execve?.(execPath, [execPath, ...words], { ...env, [VARIABLE]: String(MACHINE_BYTES) })
}
