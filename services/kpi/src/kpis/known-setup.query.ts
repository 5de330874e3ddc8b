import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import type { KpiQuestion } from '../figure/cell-source.query';
import { FigureSetupRow } from '../line-sums/line-sums.entity';
import { KnownSetup, type SetupKind } from '../line-sums/setup-history';

/** The setup of these kinds as it was known then. */
export async function knownSetup(
  { tenantId, knownAt }: Pick<KpiQuestion, 'tenantId' | 'knownAt'>,
  rows: EntityManager,
  kinds: readonly SetupKind[],
): Promise<KnownSetup> {
  return new KnownSetup(await rows.findBy(FigureSetupRow, { tenantId, kind: In([...kinds]) }), knownAt);
}

/** The parts of the setup with these names, likewise. */
export async function namedSetup(
  { tenantId, knownAt }: Pick<KpiQuestion, 'tenantId' | 'knownAt'>,
  rows: EntityManager,
  names: readonly string[],
): Promise<KnownSetup> {
  return new KnownSetup(await rows.findBy(FigureSetupRow, { tenantId, name: In([...names]) }), knownAt);
}
