/**
 * The feature flags file, in flagd's format: https://flagd.dev/reference/flag-definitions/.
 *
 * Targeting rules are not evaluated here: a file that has some is refused, not half understood.
 */

import type { JsonValue } from '@openfeature/server-sdk';

export const FAULT_PREFIX = 'fault.';
const STATES: readonly unknown[] = ['ENABLED', 'DISABLED'];

/** The file does not define flags; the message says why. */
export class FlagFileError extends Error {
  override readonly name = 'FlagFileError';
}

/** One flag: the values it can take and the one it takes. */
export interface Flag {
  readonly name: string;
  readonly enabled: boolean;
  readonly variants: Readonly<Record<string, JsonValue>>;
  readonly defaultVariant: string;
  readonly value: JsonValue;
}

/** Whether a flag makes the service misbehave: a fault flag that is not neutral. */
export function injectsFault({ name, enabled, value }: Flag): boolean {
  return name.startsWith(FAULT_PREFIX) && enabled && value !== 0 && value !== false;
}

/**
 * Reads the definitions.
 *
 * @throws {FlagFileError} naming every flag that is wrong, and how.
 */
export function parseFlags(text: string): Map<string, Flag> {
  const definitions = definitionsIn(text);
  const problems = Object.entries(definitions).flatMap(([name, definition]) =>
    problemsOf(name, definition).map((problem) => `${name}: ${problem}`),
  );
  if (problems.length > 0) throw new FlagFileError(problems.join('; '));
  return new Map(
    Object.entries(definitions).map(([name, definition]) => [name, flagOf(name, definition)]),
  );
}

function definitionsIn(text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new FlagFileError(`is not JSON: ${String(error)}`, { cause: error });
  }
  const flags = isObject(document) ? document['flags'] : undefined;
  if (!isObject(flags)) throw new FlagFileError('has no object "flags"');
  return flags;
}

function flagOf(name: string, definition: unknown): Flag {
  const { state, variants, defaultVariant } = definition as {
    state: string;
    variants: Record<string, JsonValue>;
    defaultVariant: string;
  };
  const value = variants[defaultVariant] ?? null;
  return { name, enabled: state === 'ENABLED', variants, defaultVariant, value };
}

function problemsOf(name: string, definition: unknown): string[] {
  if (!isObject(definition)) return ['is not an object'];
  const { state, variants, defaultVariant, targeting } = definition;
  if (!isObject(variants) || Object.keys(variants).length === 0) return ['has no variants'];
  const values = Object.values(variants);
  const found: string[] = [];
  if (!STATES.includes(state)) found.push(`state is not one of ${STATES.join(', ')}`);
  if (typeof defaultVariant !== 'string' || !Object.hasOwn(variants, defaultVariant)) {
    found.push('defaultVariant is not one of its variants');
  }
  if (isObject(targeting) && Object.keys(targeting).length > 0) {
    found.push('targeting is not supported');
  }
  if (new Set(values.map(kindOf)).size > 1) found.push('variants are of different types');
  if (name === 'fault.error_ratio' && !values.every((value) => isBetween(value, 0, 1))) {
    found.push('is a ratio from 0 to 1');
  }
  if (name === 'fault.latency_ms' && !values.every((value) => isBetween(value, 0, 60_000))) {
    found.push('is a number of milliseconds from 0 to 60000');
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
