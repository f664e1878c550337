/** An OpenFeature provider over one flags file. */

import { readFileSync, statSync } from 'node:fs';

import {
  FlagNotFoundError,
  StandardResolutionReasons,
  TypeMismatchError,
  type JsonValue,
  type Provider,
  type ResolutionDetails,
} from '@openfeature/server-sdk';
import type { Logger } from 'pino';

import { FAULT_PREFIX, FlagFileError, injectsFault, parseFlags, type Flag } from './flag_file.ts';

/** Evaluates the flags of a file, without faults where these are refused. */
export class FileProvider implements Provider {
  readonly metadata = { name: 'flags-file' };
  readonly runsOn = 'server';
  flags: ReadonlyMap<string, Flag> = new Map();
  readonly #path: string;
  readonly #refuseFaults: boolean;
  readonly #log: Logger;
  #seen = '';

  constructor(path: string, refuseFaults: boolean, log: Logger) {
    this.#path = path;
    this.#refuseFaults = refuseFaults;
    this.#log = log;
  }

  /**
   * Reads the file if it is another than the last time; says whether it was.
   *
   * @throws {FlagFileError} if it cannot be read or understood; the flags stay as they were.
   */
  loadIfChanged(): boolean {
    const seen = this.#fingerprint();
    if (seen === this.#seen) return false;
    this.#seen = seen;
    const flags = parseFlags(this.#read());
    this.flags = new Map(Array.from(flags, ([name, flag]) => [name, this.#admit(flag)]));
    return true;
  }

  resolveBooleanEvaluation(key: string, fallback: boolean): Promise<ResolutionDetails<boolean>> {
    return this.#resolve(key, fallback, (value) => typeof value === 'boolean');
  }

  resolveStringEvaluation(key: string, fallback: string): Promise<ResolutionDetails<string>> {
    return this.#resolve(key, fallback, (value) => typeof value === 'string');
  }

  resolveNumberEvaluation(key: string, fallback: number): Promise<ResolutionDetails<number>> {
    return this.#resolve(key, fallback, (value) => typeof value === 'number');
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    fallback: T,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolve(key, fallback, (value): value is T => typeof value === 'object');
  }

  /** Rejects, as the SDK expects it, instead of throwing. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async #resolve<T extends JsonValue>(
    key: string,
    fallback: T,
    fits: (value: JsonValue) => value is T,
  ): Promise<ResolutionDetails<T>> {
    const flag = this.flags.get(key);
    if (flag === undefined) throw new FlagNotFoundError(`${key} is not in ${this.#path}`);
    if (!flag.enabled) return { value: fallback, reason: StandardResolutionReasons.DISABLED };
    const { value, defaultVariant } = flag;
    if (!fits(value)) throw new TypeMismatchError(`${key} is ${JSON.stringify(value)}`);
    return { value, variant: defaultVariant, reason: StandardResolutionReasons.STATIC };
  }

  /** Kubernetes swaps a ConfigMap by a symlink: the inode changes where the time may not. */
  #fingerprint(): string {
    const status = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return status
      ? `${String(status.mtimeNs)} ${String(status.ino)} ${String(status.size)}`
      : 'gone';
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      throw new FlagFileError((error as Error).message, { cause: error });
    }
  }

  #admit(flag: Flag): Flag {
    if (!this.#refuseFaults || !flag.name.startsWith(FAULT_PREFIX)) return flag;
    if (injectsFault(flag)) {
      const fields = { flag: flag.name, variant: flag.defaultVariant };
      this.#log.error(fields, 'fault refused in production');
    }
    return { ...flag, enabled: false };
  }
}
