import { Index } from 'typeorm';
import type { ImportStatus } from '#contracts/imports/import-answers';
import type { ImportGuess, ImportMode, ImportPass, KeptRow } from '#contracts/imports/import-events';
import {
  AppendOnly,
  BigCountColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** An import's state; its counts are those of the last pass. */
@ReadModel({ schema: 'inventory', table: 'import', version: 1 })
@Index(['tenantId', 'createdAt', 'importId'])
export class ImportRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) importId!: string;
  @TokenColumn() kind!: string;
  @TextColumn() status!: ImportStatus;
  @TextColumn() mode!: ImportMode;
  @FlagColumn() dryRun!: boolean;
  @TextColumn() pass!: ImportPass;
  /** The revision that this pass began at. */
  @BigCountColumn() passFrom!: number;
  @CountColumn() rows!: number;
  @CountColumn() seen!: number;
  @CountColumn() created!: number;
  @CountColumn() changed!: number;
  @CountColumn() unchanged!: number;
  @CountColumn() bad!: number;
  @CountColumn() undone!: number;
  @TextColumn({ nullable: true }) code!: string | null;
  @TextColumn({ nullable: true }) reason!: string | null;
  @JsonColumn() guesses!: readonly ImportGuess[];
  @JsonColumn() kept!: readonly KeptRow[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  @BigCountColumn() revision!: number;
}

/** A row of a file that was bad in one pass. */
@ReadModel({ schema: 'inventory', table: 'import_fault', version: 1 })
@AppendOnly()
export class ImportFaultRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) importId!: string;
  /** The revision of the event that reported it. */
  @BigCountColumn({ key: true }) revision!: number;
  @CountColumn({ key: true }) record!: number;
  @CountColumn() line!: number;
  /** The column of the file's kind. */
  @TextColumn({ nullable: true }) field!: string | null;
  @TextColumn({ nullable: true }) value!: string | null;
  @TokenColumn() code!: string;
  @TextColumn() reason!: string;
}
