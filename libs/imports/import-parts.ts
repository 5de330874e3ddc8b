import type { ContractClass } from '#contracts/declare/contract';
import type { ChangesTold, RowsDone } from '#contracts/imports/rows-done';
import type { EventLog, Position } from '#libs/event-log';
import type { Checked, Commands, EventCodec } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { TenantReader } from '#libs/read-models';
import type { Storage } from '#libs/storage';
import type { ImportKind } from './import-kind';

/** The parts of imports, from the owning service. */
export interface ImportParts {
  readonly service: string;
  readonly kinds: readonly ImportKind[];
  readonly storage: Pick<Storage, 'get' | 'head' | 'claim' | 'discard'>;
  readonly commands: Commands;
  readonly log: Pick<EventLog, 'head' | 'readStream'>;
  readonly codec: Pick<EventCodec, 'decode'>;
  readonly reads: Pick<TenantReader, 'query'>;
  /** Waits until projections have reached a position; false if they did not in time. */
  readonly waitFor: (projections: readonly string[], position: Position, timeoutMs: number) => Promise<boolean>;
  /** Carries a command out in the owning service. `unchanged`: it recorded nothing. */
  readonly execute: (
    contract: ContractClass,
    payload: object,
    context: CommandContext,
  ) => Promise<{ readonly answer: object; readonly unchanged?: true }>;
  /** Decides it against the present state without appending. Throws the refusal. */
  readonly check: (
    contract: ContractClass,
    payload: object,
    context: CommandContext,
  ) => Promise<(Checked & ChangesTold) | RowsDone>;
  /** Epoch milliseconds. Default: the system's. */
  readonly clock?: () => number;
}

/** A refusal because the platform is out of reach: the command is repeated, and the row is not bad. */
export const INFRASTRUCTURE: ReadonlySet<string> = new Set(['unavailable', 'internal', 'rate_limited']);
