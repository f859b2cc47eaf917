/** The servers that are compared: Sluice, nginx with a buffered access log, and bare `Bun.serve`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort, startServer } from '../../test/support/server.ts'
import { until } from '../../test/support/until.ts'

export interface Contender {
  readonly name: 'sluice' | 'nginx' | 'bun'
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/** The executable, believing the loader's `X-Forwarded-For`. */
export async function startSluice(data: string): Promise<Contender> {
  const server = await startServer({ data, args: ['--trusted-proxy', '127.0.0.1'] })
  return {
    name: 'sluice',
    port: server.port,
    pid: server.pid,
    stop: async () => void (await server.stop()),
  }
}

export async function startNginx(): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-nginx-'))
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, port))
  const child = spawn('nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'error.log')
  await answers(port)
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  return { name: 'nginx', port, pid: child.pid, stop: () => end(child).then(removeFolder) }
}

export async function startBareBun(): Promise<Contender> {
  const port = await freePort()
  const script = join(import.meta.dir, 'bare-server.ts')
  const child = spawn(process.execPath, script, `${port}`)
  await answers(port)
  return { name: 'bun', port, pid: child.pid, stop: () => end(child) }
}

const nginxConfig = (folder: string, port: number) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log ${folder}/access.log combined buffer=64k flush=1s;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    location / { return 302 https://offer.test/; }
  }
}
`

function spawn(...words: string[]) {
  return Bun.spawn(words, { stdin: 'ignore', stdout: 'ignore', stderr: 'inherit' })
}

async function end(child: ReturnType<typeof spawn>): Promise<void> {
  child.kill()
  await child.exited
}

function answers(port: number): Promise<void> {
  const ask = () =>
    fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
  return until(`port ${port} answers`, ask)
}
