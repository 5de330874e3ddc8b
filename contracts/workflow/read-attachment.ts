import { Query } from '../declare/contract';
import { Choice, Count, Id, Text } from '../declare/fields';
import { MEDIA_TYPES, type MediaType } from '../values/media-types';
import { MAX_ATTACHMENT_BYTES } from './task-events';

/** The bytes of one part, so that an answer fits into a message. */
export const ATTACHMENT_PART_BYTES = 384 * 1024;

/** A part of a file as services hand it on; over HTTP the parts come as one file. */
export class AttachmentPart {
  @Text({ max: 200, example: 'plan.pdf' }) name!: string;
  @Choice(MEDIA_TYPES) mediaType!: MediaType;
  @Count({ min: 0, max: MAX_ATTACHMENT_BYTES, description: 'Of the whole file' }) size!: number;
  @Text({ max: (ATTACHMENT_PART_BYTES * 4) / 3, min: 0, example: 'JVBERi0xLjcK', description: 'Base64' })
  bytes!: string;
}

@Query({
  subject: 'workflow.read-attachment',
  permission: 'work.read',
  route: 'GET /attachments/{attachmentId}',
  summary: 'Download a file that is attached to a task',
  answers: AttachmentPart,
  file: true,
})
export class ReadAttachment {
  @Id() attachmentId!: string;
  @Count({ min: 0, max: MAX_ATTACHMENT_BYTES, optional: true, internal: true, description: 'Default: 0' })
  offset?: number;
}
