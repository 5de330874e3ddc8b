import { type DestinationStream, type Logger, destination, pino, stdTimeFunctions } from 'pino';
import { currentLogContext } from './log-context';
import { redact, redactText } from './redaction';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Default: standard output. */
  readonly to?: DestinationStream;
}

/**
 * JSON lines: `level, time, msg`, the ids of the request under way, and the logged fields. Values of sensitive names,
 * and text that looks like a secret or an e-mail address, never reach the line.
 */
export function createLogger({ level, to = destination({ dest: 1, sync: true }) }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: undefined as never,
      timestamp: stdTimeFunctions.isoTime,
      mixin: currentLogContext,
      formatters: {
        level: (label) => ({ level: label }),
        log: (object) => redact(object) as Record<string, unknown>,
      },
      // Errors are plain objects at this point.
      serializers: { err: (described: unknown) => described },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg: unknown) => (typeof arg === 'string' ? redactText(arg) : arg)) as never);
        },
      },
    },
    to,
  );
}
