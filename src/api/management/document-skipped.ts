/** What the document says of properties that operations of the dialect skip without a word. */
import { PATHS } from '../../core/paths.ts'
import { type OpenSchema, openSchema } from './open-schema.ts'
import type { Operation } from './operation.ts'

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/**
 * A description for each operation, by id, that skips what it does not know: where the same object has more
 * properties than the dialect, which they are and where they are set.
 */
export function skippedProperties(operations: readonly Operation[]): ReadonlyMap<string, string> {
  const fuller = new Map(
    operations.flatMap((one) => (isFuller(one) ? [[kindOf(one), one] as const] : [])),
  )
  return new Map(
    operations.flatMap((one) =>
      skips(one) ? [[one.id, described(one, fuller.get(kindOf(one)))] as const] : [],
    ),
  )
}

function described(operation: Operation, fuller: Operation | undefined): string {
  const skipped = 'Properties that are not named here are ignored.'
  if (fuller === undefined || !WHOLE_OBJECT.test(operation.path)) return skipped
  const taken = namesOf(openSchema(operation.body!))
  const others = Object.keys(propertiesOf(openSchema(fuller.body!))).filter(
    (name) => !taken.has(name),
  )
  const names = others.toSorted().map((name) => `\`${name}\``)
  return `${skipped} \`PATCH ${documentPath(fuller)}\` takes ${names.join(', ')}.`
}

/** Creates or changes one object by its properties. */
const WHOLE_OBJECT = /^\/\w+(\/:id|\/modify\/:id|\/integrated|\/not_integrated)?$/

function isFuller({ method, path }: Operation): boolean {
  return method === 'PATCH' && path.endsWith('/:id/full')
}

function skips({ method, own, body, upload }: Operation): boolean {
  return WRITES.has(method) && own !== true && upload !== true && body !== undefined
}

/** `campaign` of `/campaign/:id/full`. */
function kindOf({ path }: Operation): string {
  return path.split('/')[1] ?? ''
}

export function documentPath({ path }: Pick<Operation, 'path'>): string {
  return PATHS.management + path.replaceAll(/:(\w+)/g, '{$1}')
}

function propertiesOf(schema: OpenSchema): Readonly<Record<string, OpenSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, OpenSchema>>
}

/** Of a body in each of its forms, and of the objects in it. */
function namesOf(schema: OpenSchema): ReadonlySet<string> {
  const properties = propertiesOf(schema)
  const forms = (schema['anyOf'] ?? []) as readonly OpenSchema[]
  const within = [...forms, ...Object.values(properties)]
  return new Set([...Object.keys(properties), ...within.flatMap((inner) => [...namesOf(inner)])])
}
