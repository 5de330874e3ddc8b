import { type Position, type RecordedEvent, canonicalJson, parsePosition, placeOf, streamParts } from '#libs/event-log';

/** A fault of the log that no append of ours can have left. */
export interface LogDefect {
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly fault: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Checks a log, event by event, in the order of their positions. `densePositions`: as in a log in Postgres. */
export class LogCheck {
  private last: RecordedEvent | undefined;
  private lastPlace = 0n;
  private readonly revisions = new Map<string, number>();
  events = 0;

  constructor(private readonly options: { readonly densePositions: boolean }) {}

  get streams(): number {
    return this.revisions.size;
  }

  /** The faults of the next event; none for a sound one. */
  check(event: RecordedEvent): readonly LogDefect[] {
    this.events++;
    const faults = [
      ...this.placeFaults(event),
      ...this.revisionFaults(event),
      ...jsonFaults('data', event.data),
      ...jsonFaults('metadata', event.metadata),
      ...identityFaults(event),
    ];
    this.last = event;
    this.revisions.set(event.stream, event.revision);
    const { position, stream, revision } = event;
    return faults.map((fault) => ({ position, stream, revision, fault }));
  }

  private placeFaults({ position, recordedAt }: RecordedEvent): string[] {
    const faults: string[] = [];
    if (!INSTANT.test(recordedAt)) faults.push('recordedAt is not UTC with three decimals');
    const previous = this.last?.position;
    if (previous !== undefined && position <= previous) faults.push('its position does not rise');
    if (this.options.densePositions) {
      const place = placeIn(position);
      const missing = place === undefined ? 0n : place - this.lastPlace - 1n;
      if (place === undefined) faults.push('its position is none that the log gives');
      else this.lastPlace = place;
      if (missing > 0n) faults.push(`${missing} position${missing === 1n ? '' : 's'} missing before it`);
    }
    if (this.last && recordedAt < this.last.recordedAt) faults.push('it was recorded before the event that it follows');
    return faults;
  }

  private revisionFaults({ stream, revision }: RecordedEvent): string[] {
    const expected = (this.revisions.get(stream) ?? -1) + 1;
    return revision === expected ? [] : [`its revision should be ${expected}`];
  }
}

function placeIn(position: Position): bigint | undefined {
  try {
    return placeOf(parsePosition(position));
  } catch {
    return undefined;
  }
}

function jsonFaults(part: string, text: string): string[] {
  try {
    return canonicalJson(JSON.parse(text) as object) === text ? [] : [`its ${part} is not canonical JSON`];
  } catch {
    return [`its ${part} is no JSON object that the log can hold`];
  }
}

function identityFaults({ id, stream, metadata }: RecordedEvent): string[] {
  const faults: string[] = [];
  if (!UUID.test(id)) faults.push('its id is no UUID');
  const named = streamParts(stream);
  if (!named) faults.push('its stream names no tenant');
  // A text that is not JSON has been reported already.
  const tenant = /"tenantId":"([^"]*)"/.exec(metadata)?.[1];
  if (named && tenant !== named.tenantId) faults.push("its tenant is not its stream's");
  return faults;
}
