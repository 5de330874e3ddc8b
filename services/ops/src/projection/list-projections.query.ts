import type { Page } from '#contracts/declare/list-request';
import type { GetProjection, ProjectionStatus } from '#contracts/ops/get-projection';
import type { ListProjections } from '#contracts/ops/list-projections';
import type { RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { Outcome, ServiceParts } from '#libs/runtime';

type Parts = Pick<ServiceParts, 'operations'>;

const projections: PagedList = {
  name: 'projections',
  order: 'name',
  sort: ['name'],
  filters: { service: acceptor('text') },
};

/** By name and version. There are few projections, so all are read and one page is returned. */
export async function listProjections(
  query: ListProjections,
  _context: RequestContext,
  { operations }: Parts,
): Promise<Outcome<Page<ProjectionStatus>>> {
  const page = askedPage(projections, query);
  const { filters, sort } = page.asked;
  const all = await operations.list(filters['service'] as string | undefined);
  const rows = sort.startsWith('-') ? all.toReversed() : all;
  const from = page.after ? placeAfter(rows, page.after) : 0;
  return { answer: pageOf(page, rows.slice(from, from + page.limit + 1), (row) => [placeOf(row)]) };
}

export async function getProjection(
  { name, checksum = false }: GetProjection,
  _context: RequestContext,
  { operations }: Parts,
): Promise<Outcome<ProjectionStatus>> {
  return { answer: await operations.status(name, { checksum }) };
}

function placeAfter(rows: readonly ProjectionStatus[], [place]: readonly unknown[]): number {
  const last = rows.findIndex((row) => placeOf(row) === place);
  // The cursor is forged, or the version that ended the page before was dropped.
  if (last < 0) throw mismatch();
  return last + 1;
}

function placeOf({ name, version }: ProjectionStatus): string {
  return `${name} ${version}`;
}
