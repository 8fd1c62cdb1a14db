import type { Finding } from './finding';

/** A vendor's answer as the tables see it. Never leaves the probe that received it. */
export interface Answer {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The parsed body, `undefined` when it is not JSON. */
  readonly json: unknown;
}

/** How one value of a JSON body is recognised: literally, by pattern, by type, or by a function. */
export type ValuePattern =
  | string
  | number
  | boolean
  | RegExp
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | ObjectConstructor
  | ArrayConstructor
  | { readonly matches: (value: unknown) => boolean };

/** One row of an answer table: every condition that is given must hold. */
export interface AnswerRule {
  readonly status?: number | readonly number[];
  /** Conditions on the JSON body by dotted path, for example `{ 'error.code': 'expired' }`. */
  readonly json?: Readonly<Record<string, ValuePattern>>;
  readonly text?: RegExp;
  /** Conditions on headers, names in lower case. */
  readonly headers?: Readonly<Record<string, RegExp>>;
  readonly means: Finding;
  /** What people should know or do, in our words; shown in messages. */
  readonly note?: string;
}

/** The first row that the answer satisfies. */
export function matchAnswer(answer: Answer, rules: readonly AnswerRule[]): AnswerRule | undefined {
  return rules.find((rule) => satisfies(answer, rule));
}

function satisfies(answer: Answer, rule: AnswerRule): boolean {
  return (
    matchesStatus(answer.status, rule.status) &&
    (rule.text === undefined || rule.text.test(answer.text)) &&
    Object.entries(rule.json ?? {}).every(([path, pattern]) =>
      matchesValue(valueAt(answer.json, path), pattern),
    ) &&
    Object.entries(rule.headers ?? {}).every(([name, pattern]) =>
      pattern.test(answer.headers[name] ?? ''),
    )
  );
}

function matchesStatus(status: number, expected: AnswerRule['status']): boolean {
  if (expected === undefined) return true;
  return typeof expected === 'number' ? status === expected : expected.includes(status);
}

function matchesValue(value: unknown, pattern: ValuePattern): boolean {
  if (pattern instanceof RegExp) return typeof value === 'string' && pattern.test(value);
  if (pattern === String) return typeof value === 'string';
  if (pattern === Number) return typeof value === 'number';
  if (pattern === Boolean) return typeof value === 'boolean';
  if (pattern === Array) return Array.isArray(value);
  if (pattern === Object) return isRecord(value);
  if (typeof pattern === 'object') return pattern.matches(value);
  return value === pattern;
}

/** The value at a dotted path of parsed JSON, `undefined` where the path leads nowhere. */
export function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      json,
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
