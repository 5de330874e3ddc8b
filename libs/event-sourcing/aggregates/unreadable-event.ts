/** The location of an event in the log, for a message to an operator. */
export interface EventLocation {
  readonly stream: string;
  readonly revision: number;
}

/** A type that this release does not declare, or that this kind of stream cannot hold. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
  constructor(
    readonly type: string,
    readonly location?: EventLocation,
  ) {
    super(`event type ${type} is not known here${at(location)}`);
  }
}

/** A version of a declared type that this release cannot read: written by a newer release, or its upcast is missing. */
export class UnknownEventVersion extends Error {
  override readonly name = 'UnknownEventVersion';
  constructor(
    readonly type: string,
    readonly version: number,
    readonly known: number,
    readonly location?: EventLocation,
  ) {
    super(`event type ${type} has version ${version}; this release reads up to ${known}${at(location)}`);
  }
}

function at(location: EventLocation | undefined): string {
  return location ? ` (${location.stream} at revision ${location.revision})` : '';
}
