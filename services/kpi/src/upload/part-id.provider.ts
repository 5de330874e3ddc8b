import { foldedText } from '#contracts/values/text-folding';
import { nameBasedId } from '#libs/event-sourcing';

/** The id of the entry or stop that a row makes: UUIDv5 of the line and what names it there, for good. */
export function importedPartId(lineId: string, name: string): string {
  return nameBasedId(name, lineId);
}

/** The id of the job that a row makes: UUIDv5 of its code, in any case, and its start, for good. */
export function importedJobId(
  { job, startedAt }: { readonly job: string; readonly startedAt: string },
  tenantId: string,
): string {
  return nameBasedId(JSON.stringify(['wip-job', foldedText(job), startedAt]), tenantId);
}
