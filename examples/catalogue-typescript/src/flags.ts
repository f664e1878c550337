/** The feature flags of this service, and how their file is kept watch on. */

import {
  OpenFeature,
  type Client,
  type EvaluationDetails,
  type FlagValue,
} from '@openfeature/server-sdk';
import type { Logger } from 'pino';

import { SERVICE_NAME } from './contract.ts';
import { FlagFileError } from './flag_file.ts';
import { FileProvider } from './flag_provider.ts';
import type { Metrics } from './metrics.ts';
import type { Settings } from './settings.ts';

const INTERVAL_MS = 1000;
const NO_VARIANT = '_default'; // the value came from the code, not from the file

let domains = 0;

/** Evaluates flags by name; anything that goes wrong gives the neutral value. */
export class Flags {
  readonly #provider: FileProvider;
  readonly #client: Client;
  readonly #metrics: Metrics;
  readonly #log: Logger;
  #numbers = new Map<string, EvaluationDetails<number>>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * Reads the file for the first time.
   *
   * @throws {FlagFileError} if it cannot be read or understood.
   */
  constructor(settings: Settings, metrics: Metrics, log: Logger) {
    this.#metrics = metrics;
    this.#log = log;
    const refuseFaults = settings.environment === 'production';
    this.#provider = new FileProvider(settings.flagsFile, refuseFaults, log);
    this.#provider.loadIfChanged();
    this.#declare();
    domains += 1; // one for each application, so that two in one process do not share flags
    const domain = `${SERVICE_NAME}-${domains}`;
    OpenFeature.setProvider(domain, this.#provider);
    this.#client = OpenFeature.getClient(domain);
    this.#client.addHooks({
      finally: (_, found) => {
        this.#count(found);
      },
    });
  }

  /** A flag that is on or off; off in doubt. */
  isOn(name: string): Promise<boolean> {
    return this.#client.getBooleanValue(name, false);
  }

  /**
   * A flag that is a number; 0 in doubt.
   *
   * Faults ask at every request. There is no targeting, so what OpenFeature said of a flag holds
   * until the file changes; it is counted each time all the same.
   */
  async number(name: string): Promise<number> {
    const numbers = this.#numbers; // of the file as it is now
    const known = numbers.get(name);
    if (known) {
      this.#count(known);
      return known.value;
    }
    const found = await this.#client.getNumberDetails(name, 0);
    if (found.errorCode === undefined) numbers.set(name, found);
    return found.value;
  }

  /** Reads the file again if it has changed; a broken one changes nothing. */
  refresh(): void {
    try {
      if (!this.#provider.loadIfChanged()) return;
    } catch (error) {
      if (!(error instanceof FlagFileError)) throw error;
      this.#log.error({ reason: error.message }, 'flags refused, they stay as they were');
      return;
    }
    this.#numbers = new Map();
    this.#declare();
    const variants = Object.fromEntries(
      Array.from(this.#provider.flags.values(), (flag) => [flag.name, flag.defaultVariant]),
    );
    this.#log.info({ variants }, 'flags changed');
  }

  /** Looks at the file again and again, until told to stop. */
  watch(): void {
    this.#timer = setInterval(() => {
      this.refresh();
    }, INTERVAL_MS).unref();
  }

  stopWatching(): void {
    clearInterval(this.#timer);
  }

  #count({
    flagKey,
    variant = NO_VARIANT,
    reason = 'unknown',
  }: EvaluationDetails<FlagValue>): void {
    const labels = { flag: flagKey, variant, reason: reason.toLowerCase() };
    this.#metrics.flagEvaluations.inc(labels);
  }

  #declare(): void {
    for (const { name, variants } of this.#provider.flags.values()) {
      for (const variant of Object.keys(variants)) {
        this.#metrics.flagEvaluations.inc({ flag: name, variant, reason: 'static' }, 0);
      }
    }
  }
}
