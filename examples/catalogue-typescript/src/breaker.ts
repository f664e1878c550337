/** A circuit breaker: what fails again and again is left alone for a while. */

export const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** The call was not made; a later one may be. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  readonly retryAfterSeconds: number;

  constructor(name: string, retryAfterSeconds: number) {
    super(`the circuit breaker of ${name} is open`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Leave to make one call: hand it back by exactly one of these. */
export interface Permit {
  /** An answer, whatever it said, short of a server error. */
  succeeded(): void;
  /** A server error, or no answer at all. */
  failed(): void;
  /** Cancelled on our side: it says nothing of the dependency. */
  abandoned(): void;
}

export interface BreakerOptions {
  readonly failuresToOpen?: number;
  readonly openSeconds?: number;
  readonly now?: () => number;
  readonly onChange?: (state: BreakerState) => void;
}

/**
 * Opens after consecutive failures, stays open, then lets one probe decide.
 *
 * Results of calls that began before the last change count for nothing.
 */
export class CircuitBreaker {
  readonly #name: string;
  readonly #failuresToOpen: number;
  readonly #openSeconds: number;
  readonly #now: () => number;
  readonly #onChange: (state: BreakerState) => void;
  #state: BreakerState = 'closed';
  #failures = 0;
  #openedAt = 0;
  #probing = false;
  #period = 0;

  constructor(name: string, options: BreakerOptions = {}) {
    this.#name = name;
    this.#failuresToOpen = options.failuresToOpen ?? 5;
    this.#openSeconds = options.openSeconds ?? 30;
    this.#now = options.now ?? (() => performance.now() / 1000);
    this.#onChange = options.onChange ?? (() => undefined);
  }

  get state(): BreakerState {
    return this.#state;
  }

  /**
   * Asks to make a call.
   *
   * @throws {CircuitOpenError} if it must not be made now.
   */
  acquire(): Permit {
    if (this.#state === 'open') {
      const remaining = this.#openedAt + this.#openSeconds - this.#now();
      if (remaining > 0) throw new CircuitOpenError(this.#name, remaining);
      this.#change('half_open');
    }
    if (this.#state === 'half_open') {
      if (this.#probing) throw new CircuitOpenError(this.#name, 1);
      this.#probing = true;
    }
    return this.#permit(this.#period);
  }

  #permit(period: number): Permit {
    const ifCurrent = (report: () => void) => () => {
      if (period === this.#period) report();
    };
    return {
      succeeded: ifCurrent(() => {
        this.#failures = 0;
        if (this.#state === 'half_open') this.#change('closed');
      }),
      failed: ifCurrent(() => {
        this.#failures += 1;
        if (this.#state === 'half_open' || this.#failures >= this.#failuresToOpen) this.#open();
      }),
      abandoned: ifCurrent(() => {
        this.#probing = false;
      }),
    };
  }

  #open(): void {
    this.#openedAt = this.#now();
    this.#change('open');
  }

  #change(state: BreakerState): void {
    this.#state = state;
    this.#period += 1;
    this.#failures = 0;
    this.#probing = false;
    this.#onChange(state);
  }
}
