/** Pages of what has no statistics: users and pixels. What is deleted of these is gone. */
import type { Pixel } from '../../../db/links/pixels.ts'
import type { User } from '../../../db/people/users.ts'
import { isAdmin } from '../../../manage/access.ts'
import { permitted, shownTo } from '../../../manage/links/link-access.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { pixelView } from '../links/pixels.ts'
import { userRow, usersUnder } from '../people/users.ts'
import type { Listed, ListedKind, OrderValue } from './listed-kind.ts'

/** More of them nobody has. */
const PIXELS_MAX = 100_000

/** As all objects of lists: none of these is ever kept after its deletion. */
const KEPT = { deletedAt: null, groupId: null }

type Member<R> = R & typeof KEPT & { readonly name: string }

function listed<R>(spec: Omit<Listed<Member<R>>, 'entity'>): ListedKind {
  return { ...spec, entity: null } as unknown as ListedKind
}

const isActive = ({ status }: { readonly status?: string }) => status !== 'deleted'

export const LISTED_OTHERS: Readonly<Record<'user' | 'pixel', ListedKind>> = {
  user: listed<User>({
    things: (call, filters) =>
      isActive(filters)
        ? usersUnder(call).map((user) => ({ ...user, ...KEPT, name: user.login }))
        : [],
    accessOf: ({ caller }) => (isAdmin(caller) ? 'modify' : 'read'),
    states: new Map([
      ['running', ({ blocked }) => !blocked],
      ['stopped', ({ blocked }) => blocked],
    ]),
    view(call, users) {
      const row = userRow(call, users)
      return {
        texts: ({ role }) => [role],
        orders: new Map<string, (user: User) => OrderValue>([
          ['role', ({ role }) => role],
          ['seen', ({ seenAt }) => seenAt],
          ['readable', (user) => row(user).campaigns?.readable ?? null],
          ['owned', (user) => row(user).campaigns?.owned ?? null],
        ]),
        row,
      }
    },
  }),
  pixel: listed<Pixel>({
    things: ({ read, caller }, filters) =>
      isActive(filters)
        ? read.pixels
            .list(shownTo(caller, 'pixel'), PIXELS_MAX, 0)
            .map((pixel) => ({ ...pixel, ...KEPT }))
        : [],
    accessOf: ({ caller }, pixel) =>
      isRefusal(permitted(caller, 'pixel', pixel, 'modify')) ? 'read' : 'modify',
    states: new Map(),
    view: ({ read }) => ({
      texts: () => [],
      orders: new Map<string, (pixel: Pixel) => OrderValue>([
        ['usedBy', ({ id }) => read.pixels.uses(id).count],
        ['changed', ({ changedAt }) => changedAt],
      ]),
      // Code may be long, and is shown on the pixel's own page.
      row(pixel) {
        const { code: _code, ...row } = pixelView(read, pixel)
        return row
      },
    }),
  }),
}
