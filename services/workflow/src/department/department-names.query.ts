import type { EntityManager } from 'typeorm';
import { isUuid } from '#contracts/values/uuid';
import { foldedText } from '#contracts/values/text-folding';
import type { DepartmentMapping } from '#contracts/workflow/hr-source-events';
import { departments } from './departments.entity';

/** The id of the department that a source means; undefined for one that is not known here. */
export type DepartmentOf = (theirs: string) => string | undefined;

/** By the source's mapping, else by the same name. */
export async function departmentsOf(
  rows: EntityManager,
  tenantId: string,
  mapping: readonly DepartmentMapping[],
): Promise<DepartmentOf> {
  const known = await rows.findBy(departments.table, { tenantId });
  const byName = new Map(known.map(({ id, name }) => [foldedText(name), id]));
  const ids = new Set(known.map(({ id }) => id));
  const ours = new Map(mapping.map((each) => [foldedText(each.theirs), each.ours]));
  return (theirs) => {
    const named = ours.get(foldedText(theirs)) ?? theirs;
    if (isUuid(named) && ids.has(named.toLowerCase())) return named.toLowerCase();
    return byName.get(foldedText(named));
  };
}
