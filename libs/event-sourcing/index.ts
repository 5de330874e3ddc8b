import { EventSourcing1767225700000 } from './migrations/1767225700000-event-sourcing';
import { ReactorParking1767225710000 } from './migrations/1767225710000-reactor-parking';
import { ReactorOperations1767225730000 } from './migrations/1767225730000-reactor-operations';
import { LiveHolds1767225800000 } from './migrations/1767225800000-live-holds';

export * from './aggregate';
export * from './codec';
export * from './commands';
export * from './create-commands';
export { RawEvent } from './decoded-event';
export * from './entity-tag';
export { faultText } from './fault-text';
export * from './identifiers';
export { introduceReactors } from './introduce-reactors';
export * from './log-feed';
export * from './metadata';
export { saysNothing, type Pauses } from './patience';
export * from './reactor';
export * from './reservation';
export type { SendCommand } from './reactor-answering';
export { ReactorOperations } from './reactor-operations';
export * from './reactors';
export { Reservations, type Claimant } from './reservations';
export type { OnFault } from './snapshot-keeper';
export { PostgresSnapshots, type NewSnapshot, type Snapshot, type Snapshots } from './snapshots';
export { StateWaits } from './state-waits';
export * from './unchanging';
export * from './unreadable-event';

/** The tables of the schema `engine` that are this library's, in order. */
export const eventSourcingMigrations = [
  EventSourcing1767225700000,
  ReactorParking1767225710000,
  ReactorOperations1767225730000,
  LiveHolds1767225800000,
];
