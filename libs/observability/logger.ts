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
  /** Given a sentence when lines cannot be written, once until they can be again. */
  readonly onLoss?: (sentence: string) => void;
}

/** Characters that wait while a file cannot be written; further lines are lost. */
const MOST_WAITING = 256 * 1024;

/** A file or file descriptor. @param dest the path, or 1 for standard output */
export function logDestination(dest: number | string): LogDestination {
  return destination({ dest: dest as string, sync: true, maxLength: MOST_WAITING });
}

export type LogDestination = ReturnType<typeof destination>;

/**
 * JSON lines: `level, time, msg`, the ids of the request under way, and the logged fields. Values of sensitive names,
 * and text that looks like a secret or an e-mail address, never reach the line.
 */
export function createLogger({ level, to = logDestination(1), onLoss }: LoggerOptions): Logger {
  const logger = pino(
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
  if ('reopen' in to) outliveFaults(to as LogDestination, logger, onLoss);
  return logger;
}

/** A disk without room costs log lines and never the program. The number of lost lines is logged when it can be. */
function outliveFaults(to: LogDestination, logger: Logger, onLoss: (sentence: string) => void = () => undefined): void {
  let lost = 0;
  let isFailing = false;
  to.on('error', (error: NodeJS.ErrnoException) => {
    if (!isFailing) onLoss(`Log lines cannot be written (${error.code ?? error.message}); OpsLedger goes on without.`);
    isFailing = true;
  });
  to.on('drop', () => lost++);
  to.on('drain', () => {
    isFailing = false;
    if (lost === 0) return;
    const count = lost;
    lost = 0;
    logger.error({ lost: count }, 'log lines were lost while they could not be written');
  });
}
