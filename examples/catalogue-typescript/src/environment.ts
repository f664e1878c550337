/** One environment variable at a time: read, checked, and what was wrong with it remembered. */

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/;
const WHOLE = /^-?[0-9]{1,15}$/;

/** Reads variables; an empty one counts as absent, a wrong one as a problem and its default. */
export class Environment {
  readonly problems: string[] = [];
  readonly #variables: NodeJS.ProcessEnv;

  constructor(variables: NodeJS.ProcessEnv) {
    this.#variables = variables;
  }

  text(key: string): string {
    return this.#variables[key]?.trim() ?? '';
  }

  choice<T extends string>(key: string, fallback: T, choices: readonly T[]): T {
    const value = this.text(key) || fallback;
    const found = choices.find((choice) => choice === value);
    return (
      found ?? this.refuse(key, `must be one of ${choices.join(', ')}, not '${value}'`, fallback)
    );
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.text(key).toLowerCase() || String(fallback);
    if (value !== 'true' && value !== 'false') {
      return this.refuse(key, `must be true or false, not '${value}'`, fallback);
    }
    return value === 'true';
  }

  whole(key: string, fallback: number, least: number, most: number): number {
    const wanted = `must be a whole number from ${least} to ${most}`;
    return this.#numeric(key, fallback, WHOLE, wanted, least, most);
  }

  number(key: string, fallback: number, least: number, most: number): number {
    const wanted = `must be a number from ${least} to ${most}`;
    return this.#numeric(key, fallback, NUMBER, wanted, least, most);
  }

  seconds(key: string, fallback: number, least = 0.01): number {
    return this.number(key, fallback, least, 3600);
  }

  version(key: string, fallback: string): string {
    const value = this.text(key) || fallback;
    if (VERSION.test(value)) return value;
    return this.refuse(key, `must be letters, digits and any of . _ + -, not '${value}'`, fallback);
  }

  /** Reads `name=url,name=url`. */
  urls(key: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const item of this.#list(key)) {
      const [, name, url] = /^([^=]*)=(.*)$/.exec(item) ?? [];
      if (name === undefined || url === undefined || !NAME.test(name)) {
        this.refuse(key, `must be name=url,name=url; '${item}' is not`, undefined);
      } else if (!isHttpUrl(url)) {
        this.refuse(key, `${name} needs an http(s) URL with a host, not '${url}'`, undefined);
      } else if (found.has(name)) {
        this.refuse(key, `names ${name} twice`, undefined);
      } else {
        found.set(name, url.replace(/\/+$/, ''));
      }
    }
    return found;
  }

  /** Reads `name,name`, each of them known. */
  names(key: string, known: ReadonlyMap<string, string>): readonly string[] {
    const names = this.#list(key);
    for (const name of names) {
      if (!known.has(name)) this.refuse(key, `'${name}' is not in DEPENDENCIES`, undefined);
    }
    return names;
  }

  refuse<T>(key: string, problem: string, fallback: T): T {
    this.problems.push(`${key} ${problem}`);
    return fallback;
  }

  #list(key: string): string[] {
    const items = this.text(key).split(',');
    return items.map((item) => item.trim()).filter((item) => item !== '');
  }

  #numeric(
    key: string,
    fallback: number,
    pattern: RegExp,
    wanted: string,
    least: number,
    most: number,
  ): number {
    const value = this.text(key);
    if (value === '') return fallback;
    const number = pattern.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    return this.refuse(key, `${wanted}, not '${value}'`, fallback);
  }
}

export function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:\/\//i.test(text) &&
    url.hostname !== '' &&
    url.port !== '0' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === ''
  );
}
