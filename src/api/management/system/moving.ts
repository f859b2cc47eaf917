/** What another tracker has, made ready to be taken in. */
import { Type } from '@sinclair/typebox'

import { KINDS } from '../../../db/records.ts'
import { FORBIDDEN } from '../../../manage/refusal.ts'
import { baseCurrency, baseZone } from '../../../manage/settings.ts'
import { TRACKERS } from '../move/move-job.ts'
import { EFFECTS } from '../move/remarks.ts'
import { type Operation, operation } from '../operation.ts'
import { anyCase } from '../shape.ts'
import { PlanRow } from './configuration.ts'

export const movingOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/config/move',
    id: 'readOtherTracker',
    secret: true,
    summary:
      'Read another tracker by its API: a configuration file for /config/import, and what does not come along',
    tag: 'Configuration',
    own: true,
    body: Type.Object({
      from: anyCase(TRACKERS),
      address: Type.String({ minLength: 1, maxLength: 1000 }),
      key: Type.String({ minLength: 1, maxLength: 512 }),
    }),
    answer: Type.Object({
      file: Type.Object({ format: Type.String(), version: Type.Integer() }),
      plan: Type.Array(PlanRow),
      remarks: Type.Array(
        Type.Object({
          kind: anyCase(KINDS),
          name: Type.String(),
          part: Type.String(),
          effect: anyCase(EFFECTS),
          text: Type.String(),
        }),
      ),
      remarksTotal: Type.Integer(),
      postbackKeys: Type.Array(Type.String()),
    }),
    run: ({ moves, configImports, desk, caller, read, body }) => {
      if (caller.role !== 'super_admin') return FORBIDDEN
      const options = { mode: 'create', run: 'dry' } as const
      return moves.find(body, {
        read,
        currency: baseCurrency(desk),
        zone: baseZone(desk),
        dryRun: (bytes) => configImports.run(desk, caller, bytes, options),
      })
    },
  }),
]
