import { DomainError } from '#contracts/errors';
import { ATTACHMENT_PART_BYTES, type AttachmentPart, type ReadAttachment } from '#contracts/workflow/read-attachment';
import { decidingActor, isWithinScope, type RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { TaskAttachmentRow, TaskRow } from '../task/task.entity';
import { storageOf } from './attached-file.provider';

/** Members of the domain read its files. @throws DomainError `NOT_FOUND` */
export async function readAttachment(
  { attachmentId, offset = 0 }: ReadAttachment,
  { tenantId, actor }: RequestContext,
  parts: ServiceParts,
): Promise<Outcome<AttachmentPart>> {
  const found = await parts.tenantReader.query(tenantId, async (rows) => {
    const file = await rows.findOneBy(TaskAttachmentRow, { tenantId, attachmentId });
    return file && (await rows.existsBy(TaskRow, { tenantId, taskId: file.taskId })) ? file : undefined;
  });
  const bound = { permission: 'work.read', by: 'domain' } as const;
  if (!found || !isWithinScope(decidingActor(actor), bound, [found.domainId])) {
    throw new DomainError('NOT_FOUND', 'There is no such file');
  }
  const { name, mediaType, size, fileId } = found;
  const bytes = await storageOf(parts).part(tenantId, fileId, { offset, length: ATTACHMENT_PART_BYTES });
  return { answer: { name, mediaType, size, bytes: bytes.toString('base64') } };
}
