import { isUUID } from 'class-validator';

/** Whether a text has the form of an id, of any version of UUID. */
export function isUuid(text: string): boolean {
  return text.length === 36 && isUUID(text, 'all');
}
