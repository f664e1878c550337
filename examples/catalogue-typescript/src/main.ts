/** Runs the service: one process, one event loop; Kubernetes multiplies it. */

import { setTimeout as sleep } from 'node:timers/promises';

import { diag, DiagLogLevel } from '@opentelemetry/api';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { buildApp } from './app.ts';
import { FlagFileError } from './flag_file.ts';
import { Lifecycle } from './lifecycle.ts';
import { createLogger } from './logs.ts';
import { Metrics } from './metrics.ts';
import { DEFAULT_SETTINGS, InvalidSettingsError, readSettings, type Settings } from './settings.ts';
import { Tracing } from './tracing.ts';

const INVALID_CONFIGURATION = 2;
const FLUSH_SECONDS = 3;
const HOST = '0.0.0.0'; // a container is reached from outside

let settings: Settings = DEFAULT_SETTINGS;
try {
  settings = readSettings(process.env);
  await run(settings);
} catch (error) {
  process.exitCode = refuse(settings, error);
}

async function run(settings: Settings): Promise<void> {
  const metrics = new Metrics(settings);
  const log = createLogger(settings, (level) => {
    metrics.countLogMessage(level);
  });
  const tracing = new Tracing(settings);
  const lifecycle = new Lifecycle();
  const app = buildApp(settings, { log, metrics, tracing, lifecycle });
  listenToLibraries(log);
  closeWithGrace(
    {
      delay:
        1000 * (settings.drainDelaySeconds + settings.shutdownTimeoutSeconds + FLUSH_SECONDS + 1),
      logger: false,
      onSecondSignal: (signal) => {
        log.warn({ signal }, 'second signal, not waiting any longer');
      },
      onSecondError: (error) => {
        log.error({ err: error }, 'service crashed');
      },
    },
    async ({ err, signal }) => {
      if (err) {
        log.error({ err }, 'service crashed');
      } else {
        log.info({ signal }, 'shutdown requested');
        await drain(app, lifecycle, settings, signal, log);
      }
      await flush(tracing, log);
      log.info('service stopped');
    },
  );
  try {
    await app.listen({ host: HOST, port: settings.port });
  } catch (error) {
    log.error({ err: error }, (error as Error).message);
    process.exit(1);
  }
  lifecycle.phase = 'serving';
  log.info('service started');
}

/** Not ready at once, still serving for a while, then no new connections, then the end. */
async function drain(
  app: FastifyInstance,
  lifecycle: Lifecycle,
  settings: Settings,
  signal: string | undefined,
  log: Logger,
): Promise<void> {
  lifecycle.phase = 'draining';
  // Only SIGTERM has a load balancer behind it; a laptop's Ctrl-C need not wait for one.
  const seconds = signal === 'SIGTERM' ? settings.drainDelaySeconds : 0;
  log.info({ drain_delay_seconds: seconds }, 'not ready any more, still serving');
  await sleep(seconds * 1000);
  log.info('no new connections, finishing requests in flight');
  const overdue = setTimeout(() => {
    log.warn('requests in flight are cut off');
    app.server.closeAllConnections();
  }, settings.shutdownTimeoutSeconds * 1000);
  await app.close();
  clearTimeout(overdue);
  log.info('requests in flight are finished');
}

async function flush(tracing: Tracing, log: Logger): Promise<void> {
  if (await tracing.stop(FLUSH_SECONDS)) {
    log.info('spans flushed');
  } else {
    const fields = { timeout_seconds: FLUSH_SECONDS };
    log.warn(fields, 'spans lost, the collector did not take them');
  }
}

/** Lets warnings of Node.js and OpenTelemetry end in the log as well. */
function listenToLibraries(log: Logger): void {
  process.removeAllListeners('warning').on('warning', (warning) => {
    log.warn({ warning: warning.name }, warning.message);
  });
  const write = log.warn.bind(log);
  const silent = (): undefined => undefined;
  diag.setLogger(
    { error: write, warn: write, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.WARN,
  );
}

function refuse(settings: Settings, error: unknown): number {
  const log = createLogger(settings, () => undefined);
  if (error instanceof InvalidSettingsError || error instanceof FlagFileError) {
    const problems =
      error instanceof InvalidSettingsError
        ? error.problems
        : [`FLAGS_FILE ${settings.flagsFile}: ${error.message}`];
    log.error({ problems }, 'the configuration is not valid');
    return INVALID_CONFIGURATION;
  }
  log.error({ err: error }, 'service crashed');
  return 1;
}
