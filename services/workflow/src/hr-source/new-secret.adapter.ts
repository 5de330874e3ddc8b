import { randomBytes } from 'node:crypto';
import type { HrSourceKind } from '#contracts/workflow/hr-source-events';

/** A source, by its organisation and id. */
export interface SourceOf {
  readonly organizationId: string;
  readonly sourceId: string;
}

/**
 * A secret of 256 random bits, in the form that the kind has. An API key names its source, so that the addresses without
 * a source find it.
 */
export function newSecret(kind: HrSourceKind, { organizationId, sourceId }: SourceOf): string {
  const random = randomBytes(32);
  if (kind === 'standard') return `whsec_${random.toString('base64')}`;
  if (kind === 'api_key') return `olw_${bare(organizationId)}${bare(sourceId)}_${random.toString('base64url')}`;
  return random.toString('base64url');
}

/** The source that an API key of ours names. */
export function sourceNamedBy(apiKey: string): SourceOf | undefined {
  const [, organizationId, sourceId] = /^olw_([0-9a-f]{32})([0-9a-f]{32})_/.exec(apiKey) ?? [];
  return organizationId && sourceId ? { organizationId: uuid(organizationId), sourceId: uuid(sourceId) } : undefined;
}

function bare(id: string): string {
  return id.replaceAll('-', '');
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
