import { EventSourcing1767225700000 } from './migrations/1767225700000-event-sourcing';
import { ReactorParking1767225710000 } from './migrations/1767225710000-reactor-parking';
import { ReactorOperations1767225730000 } from './migrations/1767225730000-reactor-operations';
import { LiveHolds1767225800000 } from './migrations/1767225800000-live-holds';
import { EventIdsOfReactors1767225881002 } from './migrations/1767225881002-event-ids-of-reactors';

export * from './aggregates/aggregate';
export * from './aggregates/codec';
export * from './commands/commands';
export * from './commands/create-commands';
export { RawEvent } from './aggregates/decoded-event';
export { eachAtMost } from './commands/each-at-most';
export * from './commands/entity-tag';
/** @public No feature takes several rows in one request yet. */
export { readEach } from './commands/handle-each';
export { faultText } from './commands/fault-text';
export * from './commands/identifiers';
export { nameBasedId } from './commands/name-based-id';
export { Places } from './commands/places';
export { introduceReactors } from './reactors/introduce-reactors';
export * from './reactors/log-feed';
export type * from '#contracts/declare/recorded';
export { isInconclusive, type Pauses } from './reactors/retries';
export * from './reactors/reactor';
export * from './reservations/reservation';
export type { SendCommand } from './reactors/reactor-answering';
export { ReactorOperations } from './reactors/reactor-operations';
export * from './reactors/reactors';
export { Reservations, type Claimant } from './reservations/reservations';
export type { OnFault } from './aggregates/snapshot-keeper';
export { StateCache } from './aggregates/state-cache';
export { PostgresSnapshots, type NewSnapshot, type Snapshot, type Snapshots } from './aggregates/snapshots';
export { StateWaits } from './commands/state-waits';
export * from './aggregates/unchanging';
export * from './aggregates/unreadable-event';

/** The tables of the schema `engine` that are this library's, in order. */
export const eventSourcingMigrations = [
  EventSourcing1767225700000,
  ReactorParking1767225710000,
  ReactorOperations1767225730000,
  LiveHolds1767225800000,
  EventIdsOfReactors1767225881002,
];
