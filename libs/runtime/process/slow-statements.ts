import { onStatement } from '#libs/event-log';
import type { Logger } from '#libs/observability';

const SLOW_MS = 100;

/** Characters of a statement that are logged; the text holds no values. */
const MAX_TEXT = 500;

/** Logs slow statements, by name or text, until the returned function is called. */
export function logSlowStatements(logger: Pick<Logger, 'warn'>): () => void {
  return onStatement(({ statement, milliseconds, application, failed }) => {
    if (milliseconds < SLOW_MS) return;
    const shown = statement.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_TEXT);
    logger.warn({ statement: shown, durationMs: Math.round(milliseconds), application, failed }, 'slow statement');
  });
}
