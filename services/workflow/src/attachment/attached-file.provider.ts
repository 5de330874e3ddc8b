import { DomainError } from '#contracts/errors';
import type { AttachToTask } from '#contracts/workflow/attach-to-task';
import type { Storage } from '#libs/storage';
import type { FactsGiven, ServiceParts } from '#libs/runtime';
import type { Task } from '../task/task';
import type { StoredFile } from './attach-to-task';
import { scanWithClamd } from './clamd.adapter';

interface Settings {
  readonly clamdUrl?: string;
}

/** @throws DomainError `NOT_FOUND`; `SERVICE_UNAVAILABLE` where the scanner that is set does not answer */
export async function attachedFile(
  { fileId }: AttachToTask,
  { context: { tenantId, deadline }, parts }: FactsGiven<Task>,
): Promise<StoredFile> {
  const storage = storageOf(parts);
  const { size, mediaType, sha256, claimedBy } = await storage.head(tenantId, fileId);
  const { clamdUrl } = parts.config as Settings;
  const scan = async (url: string) => {
    const { bytes } = await storage.get(tenantId, fileId);
    return scanWithClamd(bytes, { url, timeoutMs: Math.max(deadline - Date.now() - MARGIN_MS, 0) });
  };
  const isInfected = clamdUrl !== undefined && claimedBy === null && (await scan(clamdUrl)) === 'infected';
  return { size, mediaType, sha256: sha256 ?? '', isClaimed: claimedBy !== null, isInfected };
}

/** What is left for the append and the answer. */
const MARGIN_MS = 1_000;

/** @throws DomainError `SERVICE_UNAVAILABLE` */
export function storageOf({ storage }: Pick<ServiceParts, 'storage'>): Storage {
  if (!storage) throw new DomainError('SERVICE_UNAVAILABLE', 'There is no storage here');
  return storage;
}
