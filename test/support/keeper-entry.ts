/** A keeper's worker for tests, with handlers that show what handlers can do. */
import { parentPort } from 'node:worker_threads'

import { runKeeper } from '../../src/ledger/keeper/keeper-worker.ts'

runKeeper(parentPort!, () => ({
  handlers: {
    echo: (_source, payload) => payload,
    rows: (source) => source.open().reduce((sum, { rows }) => sum + rows, 0),
    fail: () => {
      throw new Error('no such luck')
    },
    die: () => process.exit(1),
  },
  // Whoever is on the list of user agents to the letter.
  judgeBy:
    ({ userAgents }) =>
    ({ userAgent }) =>
      userAgents.includes(userAgent)
        ? { botReasons: 'user_list', robot: 'Tester' }
        : { botReasons: '', robot: '' },
}))
