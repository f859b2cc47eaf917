/** The least a Bun server can do for a visit: the floor under every figure of the benchmark. */
Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.argv[2]),
  fetch: () => new Response(null, { status: 302, headers: { Location: 'https://offer.test/' } }),
})
