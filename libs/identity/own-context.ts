import type { CommandContext } from './actor';

/** The context of work that the service does by itself: an address or a browser belongs to a person. */
export function ownContext(context: CommandContext): CommandContext {
  const { ip: _, userAgent: __, ...own } = context;
  return own;
}
