/** The configuration: read from the environment once, complete and checked, or not at all. */

import { DEFAULT_PORT } from './contract.ts';
import { Environment } from './environment.ts';
import { DEFAULT_TRACE_SETTINGS, readTraceSettings, type TraceSettings } from './trace_settings.ts';

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const ENVIRONMENTS = ['development', 'staging', 'production'] as const;

/** A service that this one calls. */
export interface Dependency {
  readonly name: string;
  readonly url: string;
}

export interface Settings {
  readonly port: number;
  readonly environment: (typeof ENVIRONMENTS)[number];
  readonly logLevel: LogLevel;
  readonly version: string;
  readonly dependencies: readonly Dependency[];
  readonly criticalDependencies: readonly string[];
  readonly drainDelaySeconds: number;
  readonly shutdownTimeoutSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly clientTimeoutSeconds: number;
  readonly clientDeadlineSeconds: number;
  readonly rateLimitPerSecond: number;
  readonly rateLimitBurst: number;
  readonly maxBodyBytes: number;
  readonly flagsFile: string;
  readonly chainStock: boolean;
  readonly traces: TraceSettings;
}

/** What holds where the environment says nothing. */
export const DEFAULT_SETTINGS: Settings = {
  port: DEFAULT_PORT,
  environment: 'development',
  logLevel: 'INFO',
  version: '0.0.0',
  dependencies: [],
  criticalDependencies: [],
  drainDelaySeconds: 5,
  shutdownTimeoutSeconds: 20,
  requestTimeoutSeconds: 10,
  clientTimeoutSeconds: 2,
  clientDeadlineSeconds: 5,
  rateLimitPerSecond: 100,
  rateLimitBurst: 200,
  maxBodyBytes: 1_048_576,
  flagsFile: 'flags/flags.json',
  chainStock: false,
  traces: DEFAULT_TRACE_SETTINGS,
};

/** The environment does not make a configuration; `problems` says why, all at once. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/**
 * Reads the settings; an empty variable counts as an absent one.
 *
 * @throws {InvalidSettingsError} with one problem for each variable that is wrong.
 */
export function readSettings(variables: NodeJS.ProcessEnv): Settings {
  const source = new Environment(variables);
  const fallback = DEFAULT_SETTINGS;
  const urls = source.urls('DEPENDENCIES');
  const settings: Settings = {
    port: source.whole('PORT', fallback.port, 1, 65_535),
    environment: source.choice('ENVIRONMENT', fallback.environment, ENVIRONMENTS),
    logLevel: source.choice('LOG_LEVEL', fallback.logLevel, LOG_LEVELS),
    version: source.version('SERVICE_VERSION', fallback.version),
    dependencies: Array.from(urls, ([name, url]) => ({ name, url })),
    criticalDependencies: source.names('CRITICAL_DEPENDENCIES', urls),
    drainDelaySeconds: source.seconds('DRAIN_DELAY_SECONDS', fallback.drainDelaySeconds, 0),
    shutdownTimeoutSeconds: source.seconds(
      'SHUTDOWN_TIMEOUT_SECONDS',
      fallback.shutdownTimeoutSeconds,
    ),
    requestTimeoutSeconds: source.seconds(
      'REQUEST_TIMEOUT_SECONDS',
      fallback.requestTimeoutSeconds,
    ),
    clientTimeoutSeconds: source.seconds('CLIENT_TIMEOUT_SECONDS', fallback.clientTimeoutSeconds),
    clientDeadlineSeconds: source.seconds(
      'CLIENT_DEADLINE_SECONDS',
      fallback.clientDeadlineSeconds,
    ),
    rateLimitPerSecond: source.number(
      'RATE_LIMIT_PER_SECOND',
      fallback.rateLimitPerSecond,
      0.001,
      1_000_000,
    ),
    rateLimitBurst: source.whole('RATE_LIMIT_BURST', fallback.rateLimitBurst, 1, 1_000_000),
    maxBodyBytes: source.whole('MAX_BODY_BYTES', fallback.maxBodyBytes, 1, 1_073_741_824),
    flagsFile: source.text('FLAGS_FILE') || fallback.flagsFile,
    chainStock: source.boolean('CHAIN_STOCK', fallback.chainStock),
    traces: readTraceSettings(source),
  };
  if (source.problems.length > 0) throw new InvalidSettingsError(source.problems);
  return settings;
}
