import { DomainError } from '#contracts/errors';
import { UnknownEventType, UnknownEventVersion } from '../aggregates/unreadable-event';

/**
 * The text that is kept of a fault: enough to find the cause, and none of the data that caused it. JavaScript puts
 * values into its messages, so only the location in the code is kept.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is not an error was thrown';
  if (error instanceof UnknownEventType || error instanceof UnknownEventVersion) return error.message;
  if (error instanceof DomainError) {
    const { traceId } = error.details;
    return typeof traceId === 'string' ? `${error.code} (trace ${traceId})` : error.code;
  }
  const { code } = error as { readonly code?: unknown };
  return [error.name, typeof code === 'string' ? code : '', sourceOf(error)].filter(Boolean).join(' ');
}

/** The innermost line of the stack in our code: `at react (first-administrator.reactor.ts:14:9)`. */
function sourceOf({ stack = '' }: Error): string {
  const line = stack.split('\n').find((text) => /^\s+at /.test(text) && !/node_modules|node:/.test(text)) ?? '';
  const match = /at (?:(\S+) )?.*?([^/\\(]+:\d+:\d+)\)?$/.exec(line);
  return match ? `at ${match[1] ?? ''} (${match[2]})` : '';
}
