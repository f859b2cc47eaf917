/**
 * Custom columns: a small grammar over measures, its parser and its evaluation (`reports.md` 11).
 *
 * A formula is parsed once into a tree and evaluated on finished rows; no text of it ever becomes
 * code. Nothing throws: a bad formula is a problem with a position, a missing number is `null`.
 */
import { isMeasure } from './measures.ts'

const FORMULA_MAX_LENGTH = 500
const FORMULA_MAX_DEPTH = 32

type Arithmetic = '+' | '-' | '*' | '/'
type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!='
const FUNCTIONS = { min: 2, max: 2, abs: 1, round: 1, floor: 1, ceil: 1 } as const
type FunctionName = keyof typeof FUNCTIONS

export type Formula =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'measure'; readonly key: string }
  | { readonly is: 'negative'; readonly of: Formula }
  | { readonly is: 'sum'; readonly op: Arithmetic; readonly left: Formula; readonly right: Formula }
  | { readonly is: 'call'; readonly name: FunctionName; readonly args: readonly Formula[] }
  | {
      readonly is: 'if'
      readonly op: Comparison
      readonly left: Formula
      readonly right: Formula
      readonly yes: Formula
      readonly no: Formula
    }

export interface FormulaProblem {
  readonly problem:
    'too_long' | 'too_deep' | 'unknown_name' | 'argument_count' | 'unexpected' | 'unexpected_end'
  /** Index of the character where it went wrong, from 0. */
  readonly position: number
}

interface Token {
  readonly text: string
  readonly kind: 'number' | 'name' | 'sign' | 'end' | 'bad'
  readonly at: number
}

/** Where the parser stands; `depth` counts open nestings. */
interface Cursor {
  readonly tokens: readonly Token[]
  next: number
  depth: number
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z_0-9]*)|(<=|>=|!=|[-+*/(),<>=]))/y

/** The tree of a formula, or what is wrong with it. */
export function parseFormula(text: string): Formula | FormulaProblem {
  if (text.length > FORMULA_MAX_LENGTH) return { problem: 'too_long', position: FORMULA_MAX_LENGTH }
  const cursor: Cursor = { tokens: tokenize(text), next: 0, depth: 0 }
  const formula = parseSum(cursor)
  if ('problem' in formula) return formula
  const rest = peek(cursor)
  return rest.kind === 'end' ? formula : unexpected(rest)
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  let at = 0
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    at = TOKEN.lastIndex
    const [, digits, name, sign] = found
    const body = digits ?? name ?? sign!
    const kind = digits !== undefined ? 'number' : name !== undefined ? 'name' : 'sign'
    tokens.push({ text: body, kind, at: at - body.length })
  }
  const rest = text.slice(at).trimStart()
  tokens.push({ text: rest, kind: rest === '' ? 'end' : 'bad', at: text.length - rest.length })
  return tokens
}

const peek = (cursor: Cursor): Token => cursor.tokens[cursor.next]!
const isSign = (token: Token, ...signs: string[]) =>
  token.kind === 'sign' && signs.includes(token.text)

function unexpected(token: Token): FormulaProblem {
  const problem = token.kind === 'end' ? 'unexpected_end' : 'unexpected'
  return { problem, position: token.at }
}

/** Steps over `sign`; a problem if something else stands there. */
function expectSign(cursor: Cursor, sign: string): FormulaProblem | null {
  const token = peek(cursor)
  if (!isSign(token, sign)) return unexpected(token)
  cursor.next += 1
  return null
}

const parseSum = (cursor: Cursor) => parseChain(cursor, ['+', '-'], parseProduct)
const parseProduct = (cursor: Cursor) => parseChain(cursor, ['*', '/'], parseUnary)

function parseChain(
  cursor: Cursor,
  signs: readonly Arithmetic[],
  parsePart: (cursor: Cursor) => Formula | FormulaProblem,
): Formula | FormulaProblem {
  let left = parsePart(cursor)
  while (!('problem' in left)) {
    const op = signs.find((sign) => isSign(peek(cursor), sign))
    if (op === undefined) return left
    cursor.next += 1
    const right = parsePart(cursor)
    left = 'problem' in right ? right : { is: 'sum', op, left, right }
  }
  return left
}

function parseUnary(cursor: Cursor): Formula | FormulaProblem {
  if (!isSign(peek(cursor), '-')) return parsePrimary(cursor)
  cursor.next += 1
  const of = parsePrimary(cursor)
  return 'problem' in of ? of : { is: 'negative', of }
}

function parsePrimary(cursor: Cursor): Formula | FormulaProblem {
  const token = peek(cursor)
  if (token.kind === 'number') {
    cursor.next += 1
    return { is: 'number', value: Number(token.text) }
  }
  if (token.kind === 'name') return parseName(cursor, token)
  if (!isSign(token, '(')) return unexpected(token)
  cursor.next += 1
  return parseNested(cursor, token, () => parseSum(cursor))
}

/** Runs `parse` one level deeper and steps over the closing bracket. */
function parseNested(
  cursor: Cursor,
  opening: Token,
  parse: () => Formula | FormulaProblem,
): Formula | FormulaProblem {
  if (cursor.depth === FORMULA_MAX_DEPTH) return { problem: 'too_deep', position: opening.at }
  cursor.depth += 1
  const inner = parse()
  cursor.depth -= 1
  return 'problem' in inner ? inner : (expectSign(cursor, ')') ?? inner)
}

function parseName(cursor: Cursor, token: Token): Formula | FormulaProblem {
  cursor.next += 1
  const isCall = isSign(peek(cursor), '(')
  if (!isCall && isMeasure(token.text)) return { is: 'measure', key: token.text }
  const isFunction = token.text === 'if' || Object.hasOwn(FUNCTIONS, token.text)
  if (!isFunction) return { problem: 'unknown_name', position: token.at }
  const opening = peek(cursor)
  if (!isCall) return unexpected(opening)
  cursor.next += 1
  return parseNested(cursor, opening, () =>
    token.text === 'if' ? parseIf(cursor) : parseCall(cursor, token),
  )
}

function parseCall(cursor: Cursor, token: Token): Formula | FormulaProblem {
  const name = token.text as FunctionName
  const args = parseArguments(cursor, token, FUNCTIONS[name])
  return 'problem' in args ? args : { is: 'call', name, args }
}

/** Exactly `count` sums between commas; stops before the closing bracket. */
function parseArguments(
  cursor: Cursor,
  token: Token,
  count: number,
): readonly Formula[] | FormulaProblem {
  const args: Formula[] = []
  for (;;) {
    const arg = parseSum(cursor)
    if ('problem' in arg) return arg
    args.push(arg)
    if (!isSign(peek(cursor), ',')) break
    cursor.next += 1
  }
  const isRight = args.length === count || !isSign(peek(cursor), ')')
  return isRight ? args : { problem: 'argument_count', position: token.at }
}

function parseIf(cursor: Cursor): Formula | FormulaProblem {
  const left = parseSum(cursor)
  if ('problem' in left) return left
  const token = peek(cursor)
  if (!isSign(token, '<', '<=', '>', '>=', '=', '!=')) return unexpected(token)
  cursor.next += 1
  const right = parseSum(cursor)
  if ('problem' in right) return right
  const comma = expectSign(cursor, ',')
  if (comma !== null) return comma
  const branches = parseArguments(cursor, token, 2)
  if ('problem' in branches) return branches
  const [yes, no] = branches
  if (yes === undefined || no === undefined) return unexpected(peek(cursor))
  return { is: 'if', op: token.text as Comparison, left, right, yes, no }
}

/** The measures a formula reads. */
export function formulaMeasures(formula: Formula): string[] {
  switch (formula.is) {
    case 'number':
      return []
    case 'measure':
      return [formula.key]
    case 'negative':
      return formulaMeasures(formula.of)
    case 'sum':
      return [formula.left, formula.right].flatMap(formulaMeasures)
    case 'call':
      return formula.args.flatMap(formulaMeasures)
    case 'if':
      return [formula.left, formula.right, formula.yes, formula.no].flatMap(formulaMeasures)
  }
}

/** The value on one row; `null` when an operand is, on division by zero, or if it is not finite. */
export function evaluateFormula(
  formula: Formula,
  measure: (key: string) => number | null,
): number | null {
  const value = evaluate(formula, measure)
  return value === null || !Number.isFinite(value) ? null : value
}

function evaluate(formula: Formula, measure: (key: string) => number | null): number | null {
  switch (formula.is) {
    case 'number':
      return formula.value
    case 'measure':
      return measure(formula.key)
    case 'negative': {
      const value = evaluate(formula.of, measure)
      return value === null ? null : -value
    }
    case 'sum':
      return calculate(
        formula.op,
        evaluate(formula.left, measure),
        evaluate(formula.right, measure),
      )
    case 'call':
      return call(
        formula.name,
        formula.args.map((arg) => evaluate(arg, measure)),
      )
    case 'if': {
      const left = evaluate(formula.left, measure)
      const right = evaluate(formula.right, measure)
      if (left === null || right === null) return null
      return evaluate(compare(formula.op, left, right) ? formula.yes : formula.no, measure)
    }
  }
}

function calculate(op: Arithmetic, left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? null : left / right
  }
}

function call(name: FunctionName, args: readonly (number | null)[]): number | null {
  const numbers = args.filter((arg) => arg !== null)
  return numbers.length < args.length ? null : Math[name](...(numbers as [number]))
}

function compare(op: Comparison, left: number, right: number): boolean {
  switch (op) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '=':
      return left === right
    case '!=':
      return left !== right
  }
}
