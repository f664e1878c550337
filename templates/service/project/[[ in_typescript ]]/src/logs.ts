/** Structured logging: one flat JSON object a line on stdout, whoever logs. */

import { trace } from '@opentelemetry/api';
import { pino, type DestinationStream, type Logger } from 'pino';

import { SERVICE_NAME } from './contract.ts';
import { currentExchange } from './exchange.ts';
import { flatten, redactText, type Scalar } from './redaction.ts';
import type { LogLevel, Settings } from './settings.ts';

type Line = Record<string, Scalar>;

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'ERROR',
};
const RESERVED: ReadonlySet<string> = new Set([
  ...['timestamp', 'level', 'message', 'service', 'version', 'environment'],
  ...['request_id', 'trace_id', 'span_id'],
]);

/** Builds the logger; `count` hears the level of each line that is written. */
export function createLogger(
  settings: Settings,
  count: (level: LogLevel) => void,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Logger {
  return pino(
    {
      level: settings.logLevel.toLowerCase(),
      messageKey: 'message',
      base: {
        service: SERVICE_NAME,
        version: settings.version,
        environment: settings.environment,
      },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: levelOf(label) }) },
      serializers: { err: (value: unknown) => value },
      mixin: correlation,
      mixinMergeStrategy: (given, ids) => ({ ...flatFields(given), ...ids }),
      hooks: {
        logMethod(words, write, level) {
          count(levelOf(this.levels.labels[level] ?? ''));
          const redacted = words.map((word: unknown) =>
            typeof word === 'string' ? redactText(word) : word,
          );
          write.apply(this, redacted as typeof words);
        },
      },
    },
    destination,
  );
}

function levelOf(label: string): LogLevel {
  return LEVELS[label] ?? 'INFO';
}

/** Says which request and which span a line belongs to. */
function correlation(): Line {
  const line: Line = {};
  const exchange = currentExchange();
  if (exchange) line['request_id'] = exchange.requestId;
  const span = trace.getActiveSpan()?.spanContext();
  if (span) {
    line['trace_id'] = span.traceId;
    line['span_id'] = span.spanId;
  }
  return line;
}

function flatFields(given: object): Line {
  const line: Line = {};
  for (const [key, value] of Object.entries(given)) {
    if (value instanceof Error && (key === 'err' || key === 'error')) {
      Object.assign(line, exceptionFields(value));
    } else {
      flatten(line, RESERVED.has(key) ? `extra.${key}` : key, value);
    }
  }
  return line;
}

function exceptionFields(error: Error): Line {
  return {
    'exception.type': error.name || 'Error',
    'exception.message': redactText(error.message),
    'exception.stacktrace': redactText(stackOf(error)),
  };
}

function stackOf(error: Error): string {
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${stack}\ncaused by ${stackOf(error.cause)}` : stack;
}
