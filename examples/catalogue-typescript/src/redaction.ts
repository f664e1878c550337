/** What must never reach a log line or a span, and how it is taken out. */

export type Scalar = string | number | boolean | null;

export const REDACTED = '[redacted]';

const CREDENTIAL = '(?:authorization|cookie|passw(?:or)?d|secret|token|api[_-]?key)';
const SECRET_NAME = new RegExp(`(?:^|[._-])${CREDENTIAL}$`, 'i');
const SECRETS_IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${REDACTED}@`],
  [
    new RegExp(
      `\\b([\\w-]*${CREDENTIAL}["']?\\s*[=:]\\s*["']?)(?!Bearer |Basic )[^\\s"'&,;]+`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
];
// A text without any of these words, as almost all are, costs one look.
const SUSPICIOUS = new RegExp(`${CREDENTIAL}|bearer|basic|://`, 'i');
const DEEPEST = 8;

/** Takes credentials out of running text, a URL or a query string. */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return SECRETS_IN_TEXT.reduce((rest, [secret, kept]) => rest.replace(secret, kept), text);
}

/**
 * Writes into `line` what a flat JSON object can hold of `value`, without secrets.
 *
 * An object becomes one field for each of its entries (`name.key`), an array one text.
 */
export function flatten(
  line: Record<string, Scalar>,
  name: string,
  value: unknown,
  depth = 0,
): void {
  if (SECRET_NAME.test(name)) {
    line[name] = REDACTED;
  } else if (value === null || typeof value === 'boolean') {
    line[name] = value;
  } else if (typeof value === 'number') {
    line[name] = Number.isFinite(value) ? value : String(value);
  } else if (Array.isArray(value) || value instanceof Set) {
    line[name] = redactText(Array.from(value, textOf).join('; '));
  } else if (isPlainObject(value) && depth < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) {
      flatten(line, `${name}.${key}`, inner, depth + 1);
    }
  } else if (value !== undefined) {
    line[name] = redactText(textOf(value));
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value; // an object that cannot even be named
  }
}
