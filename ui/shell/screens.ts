/** The code of screens, by their addresses: loaded once, the first beside the question who is logged in. */
import type { ComponentType } from 'preact'

import { type Route, ROUTES, type ScreenProps } from '../routes.ts'
import { match } from '../state/router.ts'

export interface OpenedScreen {
  readonly screen: ComponentType<ScreenProps>
  readonly params: ScreenProps['params']
}

const loaded = new Map<Route, ComponentType<ScreenProps>>()

function routeAt(path: string) {
  for (const route of ROUTES) {
    const params = match(route.path, path)
    if (params !== null) return { route, params }
  }
  return null
}

/** `elsewhere`: its code is not here yet; null: there is none. */
export function screenAt(path: string): OpenedScreen | 'elsewhere' | null {
  const found = routeAt(path)
  if (found === null) return null
  const screen = loaded.get(found.route)
  return screen === undefined ? 'elsewhere' : { screen, params: found.params }
}

/** Rejects where the files of this version are gone. */
export async function loadScreen(path: string): Promise<void> {
  const route = routeAt(path)?.route
  if (route !== undefined) loaded.set(route, await route.load())
}
