import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { ChangeLine } from '#contracts/kpi/change-line';
import { LineChanged } from '#contracts/kpi/line-events';
import type { Given } from '#libs/event-sourcing';
import type { Line, LineEvent, LineParts, Lines } from './line';
import { refuseClash, refuseMissingLocation, type LineFacts } from './line-rules';

/** An absent field stays; null removes. */
export function changeLine(command: ChangeLine, state: Lines, { facts }: Given<LineFacts>): LineEvent[] {
  const { lineId } = command;
  const line = state.byId.get(lineId);
  if (!line) throw new DomainError('NOT_FOUND', 'There is no such line');
  const changed = changedParts(command, line);
  if (PARTS.every((field) => changed[field] === line[field])) return [];
  refuseMissingLocation(facts);
  refuseClash(state, changed, lineId);
  return [event(LineChanged, { lineId, ...changed })];
}

const PARTS = ['code', 'name', 'locationId', 'area', 'constraint'] as const satisfies readonly (keyof LineParts)[];

function changedParts({ lineId: _, ...said }: ChangeLine, { revision: __, ...parts }: Line): LineParts {
  const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { ...parts, ...stated };
}
