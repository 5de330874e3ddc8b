import { Inject } from '@nestjs/common';
import type { Page } from '#contracts/list-request';
import { CancelProjection } from '#contracts/ops/cancel-projection';
import { DropProjection } from '#contracts/ops/drop-projection';
import { GetProjection, type ProjectionStatus } from '#contracts/ops/get-projection';
import { ListProjections } from '#contracts/ops/list-projections';
import { PauseProjection } from '#contracts/ops/pause-projection';
import { PromoteProjection } from '#contracts/ops/promote-projection';
import { RebuildProjection } from '#contracts/ops/rebuild-projection';
import { ResumeProjection } from '#contracts/ops/resume-projection';
import { RollbackProjection } from '#contracts/ops/rollback-projection';
import type { RequestContext } from '#libs/identity';
import type { ProjectionOperations } from '#libs/projections';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import { Handles, OPERATIONS, handler, type Dispatched, type Handler, type Outcome, type Wiring } from '#libs/runtime';
import { operationHandler } from './operation/operation.handler';

const projections: PagedList = {
  name: 'projections',
  order: 'name',
  sort: ['name'],
  filters: { service: acceptor('text') },
};

@Handles(ListProjections)
class ListProjectionsHandler implements Handler<ListProjections, Page<ProjectionStatus>, RequestContext> {
  constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

  /** By name and version; there are as many as projections, so all are looked at and one page is given. */
  async execute({ payload }: Dispatched<ListProjections, RequestContext>): Promise<Outcome<Page<ProjectionStatus>>> {
    const page = askedPage(projections, payload);
    const { filters, sort } = page.asked;
    const all = await this.operations.list(filters['service'] as string | undefined);
    const rows = sort.startsWith('-') ? all.toReversed() : all;
    const from = page.after ? placeAfter(rows, page.after) : 0;
    return { answer: pageOf(page, rows.slice(from, from + page.limit + 1), (row) => [placeOf(row)]) };
  }
}

function placeAfter(rows: readonly ProjectionStatus[], [place]: readonly unknown[]): number {
  const last = rows.findIndex((row) => placeOf(row) === place);
  // Forged, or the version that the page before ended with is dropped.
  if (last < 0) throw mismatch();
  return last + 1;
}

function placeOf({ name, version }: ProjectionStatus): string {
  return `${name} ${version}`;
}

@Handles(GetProjection)
class GetProjectionHandler implements Handler<GetProjection, ProjectionStatus, RequestContext> {
  constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

  async execute({ payload }: Dispatched<GetProjection, RequestContext>): Promise<Outcome<ProjectionStatus>> {
    const { name, checksum = false } = payload;
    return { answer: await this.operations.status(name, { checksum }) };
  }
}

export const projectionWirings: readonly Wiring[] = [
  handler(ListProjections, ListProjectionsHandler),
  handler(GetProjection, GetProjectionHandler),
  operationHandler(RebuildProjection, ({ name, promote }) => ({
    operation: 'rebuild',
    name,
    ...(promote !== undefined && { promote }),
  })),
  operationHandler(PauseProjection, ({ name }) => ({ operation: 'pause', name })),
  operationHandler(ResumeProjection, ({ name }) => ({ operation: 'resume', name })),
  operationHandler(CancelProjection, ({ name }) => ({ operation: 'cancel', name })),
  operationHandler(PromoteProjection, ({ name }) => ({ operation: 'promote', name })),
  operationHandler(RollbackProjection, ({ name }) => ({ operation: 'rollback', name })),
  operationHandler(DropProjection, ({ name }) => ({ operation: 'drop', name })),
];
