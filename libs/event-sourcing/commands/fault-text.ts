import { DomainError } from '#contracts/errors';
import { UnknownEventType, UnknownEventVersion } from '../aggregates/unreadable-event';

/**
 * What is kept of why an event could not be answered: enough to find the cause, nothing of the data that met it.
 * JavaScript puts values into its messages, so of those only the place in the code is kept.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  if (error instanceof UnknownEventType || error instanceof UnknownEventVersion) return error.message;
  if (error instanceof DomainError) {
    const { traceId } = error.details;
    return typeof traceId === 'string' ? `${error.code} (trace ${traceId})` : error.code;
  }
  const { code } = error as { readonly code?: unknown };
  return [error.name, typeof code === 'string' ? code : '', placeOf(error)].filter(Boolean).join(' ');
}

/** The innermost line of the stack that is ours: `at react (first-administrator.reactor.ts:14:9)`. */
function placeOf({ stack = '' }: Error): string {
  const line = stack.split('\n').find((text) => /^\s+at /.test(text) && !/node_modules|node:/.test(text)) ?? '';
  const match = /at (?:(\S+) )?.*?([^/\\(]+:\d+:\d+)\)?$/.exec(line);
  return match ? `at ${match[1] ?? ''} (${match[2]})` : '';
}
