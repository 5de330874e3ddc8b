import { evolve } from '#contracts/declare/fold';
import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ImportMapping } from '#contracts/imports/import-mapping';
import { MAX_MAPPINGS } from '#contracts/imports/list-import-mappings';
import { ImportMappingSaved } from '#contracts/imports/mapping-events';
import type { SaveImportMapping } from '#contracts/imports/save-import-mapping';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The saved mappings of one kind, in one stream, by name. */
export interface SavedMappings {
  readonly byName: Readonly<Record<string, ImportMapping>>;
}

export const savedMappings = aggregate('imports.mapping', (): SavedMappings => ({ byName: {} }), [
  evolve(ImportMappingSaved, ({ byName }, { data: { name, mapping } }) => ({ byName: { ...byName, [name]: mapping } })),
]);

/** A mapping under an existing name replaces the one before. */
export function saveMapping(command: SaveImportMapping, { byName }: SavedMappings): EventsOf<typeof savedMappings>[] {
  const { kind, name, mapping } = command;
  const saved = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (saved && JSON.stringify(saved) === JSON.stringify(mapping)) return [];
  if (!saved && Object.keys(byName).length >= MAX_MAPPINGS) refuse('LIMIT_REACHED', { limit: MAX_MAPPINGS });
  return [event(ImportMappingSaved, { kind, name, mapping })];
}
