import { v5 } from 'uuid';

/** The id of the entry or stop that a row makes: UUIDv5 of the line and what names it there, for good. */
export function importedPartId(lineId: string, name: string): string {
  return v5(name, lineId);
}
