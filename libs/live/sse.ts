import type { Position } from '#libs/event-log';

/** The media type of server-sent events (WHATWG HTML, 9.2). */
export const EVENT_STREAM = 'text/event-stream';

/** A message: `data` in one line, as JSON is. A client sends `id` back as `Last-Event-ID`. */
export function sseMessage(id: Position, event: string, data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Tells the client the position to resume from, without a message. */
export function ssePlace(id: Position): string {
  return `id: ${id}\n\n`;
}

/** The pause of a client before it connects again. */
export function sseRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

/** A comment line, which keeps proxies from closing an idle connection. */
export const SSE_COMMENT = ':\n\n';
