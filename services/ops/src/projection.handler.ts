import { Inject, type Type } from '@nestjs/common';
import type { ContractClass } from '#contracts/contract';
import { DEFAULT_LIMIT, type Page } from '#contracts/list-request';
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
import { mismatch, readCursor, writeCursor } from '#libs/read-models';
import { Handles, OPERATIONS, handler, type Dispatched, type Handler, type Outcome, type Wiring } from '#libs/runtime';

const LIST = 'projections';

@Handles(ListProjections)
class ListProjectionsHandler implements Handler<ListProjections, Page<ProjectionStatus>, RequestContext> {
  constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

  /** By name and version; there are as many as projections, so all are looked at and one page is given. */
  async execute({ payload }: Dispatched<ListProjections, RequestContext>): Promise<Outcome<Page<ProjectionStatus>>> {
    const { limit = DEFAULT_LIMIT, cursor } = payload;
    const pinned = cursor === undefined ? undefined : readCursor(cursor, LIST);
    const service = pinned ? (pinned.filters['service'] as string | undefined) : payload.service;
    const sort = pinned?.sort ?? payload.sort ?? 'name';
    if (pinned && payload.service !== undefined && payload.service !== service) throw mismatch('service');
    const all = await this.operations.list(service);
    const rows = sort === '-name' ? all.toReversed() : all;
    const last = pinned?.after[0];
    const from = pinned ? rows.findIndex((row) => placeOf(row) === last) + 1 : 0;
    const items = rows.slice(from, from + limit);
    const end = items.at(-1);
    const more = end !== undefined && from + limit < rows.length;
    const filters = service === undefined ? {} : { service };
    return {
      answer: { items, nextCursor: more ? writeCursor({ list: LIST, filters, sort, after: [placeOf(end)] }) : null },
    };
  }
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

type Operation = (operations: ProjectionOperations, name: string) => Promise<ProjectionStatus>;

/** The handler of a command that does one thing to one projection. */
function operation(contract: ContractClass<{ name: string }>, operate: Operation): Wiring {
  @Handles(contract)
  class ProjectionOperationHandler implements Handler<{ name: string }, ProjectionStatus> {
    constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

    async execute({ payload }: Dispatched<{ name: string }>): Promise<Outcome<ProjectionStatus>> {
      return { answer: await operate(this.operations, payload.name) };
    }
  }
  return handler(contract, ProjectionOperationHandler as Type<ProjectionOperationHandler>);
}

export const projectionWirings: readonly Wiring[] = [
  handler(ListProjections, ListProjectionsHandler),
  handler(GetProjection, GetProjectionHandler),
  operation(RebuildProjection, (operations, name) => operations.rebuild(name)),
  operation(PauseProjection, (operations, name) => operations.pause(name)),
  operation(ResumeProjection, (operations, name) => operations.resume(name)),
  operation(CancelProjection, (operations, name) => operations.cancel(name)),
  operation(PromoteProjection, (operations, name) => operations.promote(name)),
  operation(RollbackProjection, (operations, name) => operations.rollback(name)),
  operation(DropProjection, (operations, name) => operations.drop(name)),
];
