import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#libs/observability';

/**
 * Writes the messages of Nest and the transports as our log lines. The messages of an ordinary start have level debug.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes a stack and a context as further texts; the transport passes one object. */
  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const [context, stack] = rest.toReversed();
    const fields = { ...(typeof context === 'string' && { context }), ...(typeof stack === 'string' && { stack }) };
    if (message instanceof Error) this.logger[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.writeObject(level, message, fields);
    else this.logger[level](fields, String(message));
  }

  private writeObject(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', given: object, fields: object): void {
    const { message, error, ...rest } = given as { message?: unknown; error?: unknown };
    const text = typeof message === 'string' ? message : 'said without words';
    this.logger[level]({ ...fields, ...rest, ...(error !== undefined && { err: error }) }, text);
  }
}
