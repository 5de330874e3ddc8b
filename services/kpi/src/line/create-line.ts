import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { CreateLine } from '#contracts/kpi/create-line';
import { LineCreated, MAX_PRODUCTION_LINES } from '#contracts/kpi/line-events';
import type { Given } from '#libs/event-sourcing';
import type { LineEvent, Lines } from './line';
import { refuseClash, refuseMissingLocation, type LineFacts } from './line-rules';

export function createLine(command: CreateLine, state: Lines, { newId, facts }: Given<LineFacts>): LineEvent[] {
  const lineId = newId('line');
  if (state.byId.has(lineId)) throw new DomainError('CONFLICT', 'This line is there already');
  if (state.byId.size >= MAX_PRODUCTION_LINES) refuse('LIMIT_REACHED', { limit: MAX_PRODUCTION_LINES });
  const { code, name, locationId = null, area = null, constraint = false } = command;
  const parts = { code, name, locationId, area, constraint };
  refuseMissingLocation(facts);
  refuseClash(state, parts);
  return [event(LineCreated, { lineId, ...parts })];
}
