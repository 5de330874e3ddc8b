import type { Position } from '#libs/event-log';

/** The media type of server-sent events (WHATWG HTML, 9.2). */
export const EVENT_STREAM = 'text/event-stream';

/** A message: `data` in one line, as JSON is. `id` is what a client sends back as `Last-Event-ID`. */
export function sseMessage(id: Position, event: string, data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Tells the client from where to go on, without a message. */
export function ssePlace(id: Position): string {
  return `id: ${id}\n\n`;
}

/** How long a client waits before it connects again. */
export function sseRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

/** Says nothing, and keeps proxies from closing what is idle. */
export const SSE_COMMENT = ':\n\n';
