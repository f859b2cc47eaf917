/**
 * What the document says that no operation knows: answers of the dialect and their schemas, and what
 * our own operations really answered (`scripts/record-answers.ts`). Files of their own, packed in the
 * executable, because most servers never show the document.
 */
import { readPackedJson } from '../../lib/packed-file.ts'
import dialectPath from './answers.json' with { type: 'file' }
import examplesPath from './examples/answers.json' with { type: 'file' }
import type { Json, OpenSchema } from './open-schema.ts'

/** What an operation of the dialect answers. */
export interface KnownAnswer {
  /** Schemas by status. */
  readonly answers: Readonly<Record<string, OpenSchema>>
  readonly errors: readonly number[]
}

/** A real answer to the example of the request, cut short. */
export interface ToldAnswer {
  /** Of files; JSON otherwise. */
  readonly type?: string
  readonly example: Json
  /** Where the cut example does not show the shape of the whole. */
  readonly schema?: OpenSchema
}

export interface Told {
  /** By method and path, divided by a blank. */
  readonly dialect: Readonly<Record<string, KnownAnswer>>
  /** By name, for `#/components/schemas`. */
  readonly schemas: Readonly<Record<string, OpenSchema>>
  /** By operation. */
  readonly answers: ReadonlyMap<string, ToldAnswer>
}

/** Reads it anew. Throws what reading files throws. */
export function readTold(): Told {
  // An import as a file is its path, whatever the compiler takes it for.
  const { operations, schemas } = readPackedJson(dialectPath as unknown as string) as {
    operations: Told['dialect']
    schemas: Told['schemas']
  }
  const answers = readPackedJson(examplesPath as unknown as string) as Record<string, ToldAnswer>
  return { dialect: operations, schemas, answers: new Map(Object.entries(answers)) }
}
