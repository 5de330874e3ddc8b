import { standing, type Line, type Log, type Moved } from './naive-log.fixture';

/** A part of an item's stock: at a location with everything in it, or of a lot; null: of all. */
export interface Part {
  readonly locationId: string | null;
  readonly lot: string | null;
}

/** The location that each is in. */
export type Parents = Readonly<Record<string, string | null>>;

export interface Calendar {
  /** The date of a moment in the organisation's zone. */
  readonly dayOf: (at: number) => string;
}

/** A location and those around it, from the inside out. */
export function around(locationId: string, parents: Parents): string[] {
  const parent = parents[locationId] ?? null;
  return parent === null ? [locationId] : [locationId, ...around(parent, parents)];
}

export function isIn(part: Part, whole: Part, parents: Parents): boolean {
  const inside =
    whole.locationId === null ||
    (part.locationId !== null && around(part.locationId, parents).includes(whole.locationId));
  return inside && (whole.lot === null || whole.lot === part.lot);
}

/** Every part that has to cover what goes out of one. */
export function partsOf({ locationId, lot }: Part, parents: Parents): Part[] {
  const places = [null, ...(locationId === null ? [] : around(locationId, parents))];
  return places.flatMap((place) =>
    [null, ...(lot === null ? [] : [lot])].map((of) => ({ locationId: place, lot: of })),
  );
}

/** The first arrival of each lot that counts. */
export function arrivals(log: Log): Map<string, { readonly line: Line; readonly rank: number }> {
  const first = new Map<string, { line: Line; rank: number }>();
  let rank = 0;
  for (const { moved } of standing(log)) {
    for (const line of moved.lines) {
      const arrives = line.quantity > 0n && line.kind !== 'transfer' && line.takesBack === null;
      if (arrives && line.lot !== null && !first.has(line.lot)) first.set(line.lot, { line, rank: rank++ });
    }
  }
  return first;
}

/** The expiry of a lot as of a moment. */
export function expiryOf(log: Log, lot: string, at: number): string | null {
  const change = latest(log, lot, at, 'expiry');
  return change?.is === 'expiry' ? change.expiresOn : (arrivals(log).get(lot)?.line.expiresOn ?? null);
}

export function isUsable(log: Log, lot: string | null, at: number, { dayOf }: Calendar): boolean {
  if (lot === null) return true;
  const condition = latest(log, lot, at, 'condition');
  if (condition?.is === 'condition' && !condition.usable) return false;
  const expiresOn = expiryOf(log, lot, at);
  return expiresOn === null || dayOf(at) <= expiresOn;
}

/** The latest change of a lot by a moment. */
export function latest(log: Log, lot: string, at: number, is: 'condition' | 'expiry') {
  const changes = log.filter((accepted) => accepted.is === is && accepted.lot === lot && accepted.at <= at);
  return changes.toSorted((one, other) => ('at' in one && 'at' in other ? one.at - other.at : 0)).at(-1);
}

/** On hand of a part as of a moment, less expired and quarantined. */
export function usable(log: Log, part: Part, at: number, parents: Parents, calendar: Calendar): bigint {
  let sum = 0n;
  for (const { moved } of standing(log).filter(({ moved: of }) => of.at <= at)) {
    for (const line of moved.lines) {
      if (isIn(line, part, parents) && isUsable(log, line.lot, at, calendar)) sum += line.quantity;
    }
  }
  return sum;
}

export interface OpenReservation {
  readonly id: string;
  readonly part: Part;
  readonly left: bigint;
  readonly isOpen: boolean;
}

/** Each reservation as of a moment: what is left of it, and whether it holds. */
export function reservations(log: Log, at: number): OpenReservation[] {
  return log.flatMap((accepted) => {
    if (accepted.is !== 'reserved' || accepted.at > at) return [];
    const { id, locationId, lot, until } = accepted;
    const released = log.some((other) => other.is === 'released' && other.id === id && other.at <= at);
    const left = accepted.quantity - consumed(log, id, at);
    return [{ id, part: { locationId, lot }, left, isOpen: !released && at < until }];
  });
}

export function consumed(log: Log, reservationId: string, at = Infinity): bigint {
  return standing(log)
    .filter(({ moved }) => moved.at <= at && moved.reservation?.id === reservationId)
    .reduce((sum, { moved: { reservation } }) => sum + (reservation?.consumed ?? 0n), 0n);
}

export function reserved(log: Log, part: Part, at: number, parents: Parents): bigint {
  return reservations(log, at)
    .filter(({ part: of, isOpen }) => isOpen && isIn(of, part, parents))
    .reduce((sum, { left }) => sum + left, 0n);
}

/** On hand, less expired, less quarantined, less reserved. */
export function available(log: Log, part: Part, at: number, parents: Parents, calendar: Calendar): bigint {
  return usable(log, part, at, parents, calendar) - reserved(log, part, at, parents);
}

/**
 * Whether a usage is refused: beyond what is available at its moment, where it consumes no reservation; and now, where
 * it takes what reservations need.
 */
export function overruns(
  log: Log,
  moved: Moved,
  now: number,
  { parents, calendar }: { readonly parents: Parents; readonly calendar: Calendar },
): boolean {
  const after = [...log, moved];
  const availableOf = (of: Log, part: Part, at: number) => available(of, part, at, parents, calendar);
  const free = -(moved.reservation?.consumed ?? 0n);
  const isShort = (part: Part) => {
    const demand = moved.lines
      .filter((line) => isIn(line, part, parents) && isUsable(log, line.lot, moved.at, calendar))
      .reduce((sum, { quantity }) => sum - quantity, free);
    return demand > 0n && availableOf(log, part, moved.at) < demand;
  };
  const isPushed = (part: Part) => {
    const left = availableOf(after, part, now);
    return left < 0n && left < availableOf(log, part, now);
  };
  return moved.lines.flatMap((line) => partsOf(line, parents)).some((part) => isShort(part) || isPushed(part));
}
