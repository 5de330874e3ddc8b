/** The digit of a UUID that holds its version. */
const VERSION_AT = 14;
/** The version that RFC 9562 leaves to applications; no movement's own id has it. */
const SETTLE_VERSION = '8';

/** The id of the settle row of a movement: that movement's, in the version that is left to applications. */
export function settleIdOf(movementId: string): string {
  return `${movementId.slice(0, VERSION_AT)}${SETTLE_VERSION}${movementId.slice(VERSION_AT + 1)}`;
}

/** Whether an id is that of a settle row, which no event names. */
export function isSettleId(id: string): boolean {
  return id[VERSION_AT] === SETTLE_VERSION;
}
