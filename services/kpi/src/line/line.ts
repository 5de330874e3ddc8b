import { evolve } from '#contracts/declare/fold';
import { LineChanged, LineCreated } from '#contracts/kpi/line-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';

/** The details of a line that can be changed. */
export type LineParts = Omit<LineChanged, 'lineId'>;

/** A work unit, as decisions see it. */
export interface Line extends LineParts {
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** All lines of an organisation. */
export interface Lines {
  readonly byId: Map<string, Line>;
  /** By the folded code. */
  readonly idByCode: Map<string, string>;
}

/**
 * The lines of an organisation are one stream, named by it: only so an area has one constraint at most, and an import
 * finds each line by its code in one state.
 */
export const lines = aggregate(
  'kpi.lines',
  (): Lines => ({ byId: new Map(), idByCode: new Map() }),
  [
    evolve(LineCreated, (state, { data: { lineId, ...parts }, revision }) =>
      withLine(state, lineId, { ...parts, revision }),
    ),
    evolve(LineChanged, (state, { data: { lineId, ...parts }, revision }) =>
      withLine(state, lineId, { ...parts, revision }),
    ),
  ],
  {
    mutates: true,
    bytes: ({ byId }) => 500 * byId.size,
    copy: ({ byId, idByCode }) => ({ byId: new Map(byId), idByCode: new Map(idByCode) }),
  },
);

function withLine(state: Lines, id: string, line: Line): Lines {
  const former = state.byId.get(id);
  if (former) state.idByCode.delete(foldedText(former.code));
  state.byId.set(id, line);
  state.idByCode.set(foldedText(line.code), id);
  return state;
}

/** A line as a part of the stream. */
export function lineIn({ byId }: Lines, lineId: string): Thing | undefined {
  const line = byId.get(lineId);
  return line && { id: lineId, revision: line.revision };
}

/** The lines of an organisation as of now. */
export async function linesOf(tenantId: string, lookup: Lookup): Promise<Lines> {
  return (await lookup.state(lines, tenantId, tenantId)).state;
}

/** The ids of the lines of an area, in any case. */
export function linesOfArea(area: string, { byId }: Lines): string[] {
  return [...byId].flatMap(([id, line]) =>
    line.area !== null && foldedText(line.area) === foldedText(area) ? [id] : [],
  );
}

export type LineEvent = EventsOf<typeof lines>;
