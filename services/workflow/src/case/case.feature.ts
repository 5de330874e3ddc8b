import { CancelCase } from '#contracts/workflow/cancel-case';
import { FollowEmployee } from '#contracts/workflow/follow-employee';
import { FollowGrant } from '#contracts/workflow/follow-grant';
import { FollowOpenCases } from '#contracts/workflow/follow-open-cases';
import { GetCase } from '#contracts/workflow/get-case';
import { HandOverCase } from '#contracts/workflow/hand-over-case';
import { ListCases } from '#contracts/workflow/list-cases';
import { OpenCase } from '#contracts/workflow/open-case';
import { OpenReviewTask } from '#contracts/workflow/open-review-task';
import { SettleInboxTask } from '#contracts/workflow/settle-inbox-task';
import { WaiveTask } from '#contracts/workflow/waive-task';
import { newIdOf } from '#libs/event-sourcing';
import { equals } from '#libs/read-models';
import { command, handler, list, query, type Feature } from '#libs/runtime';
import { organizations } from '../organization/organizations.entity';
import { cancelCase } from './cancel-case';
import { caseFacts, newCaseFacts } from './case-facts.provider';
import { CasePersonRow } from './case-person.entity';
import { casePersonProjection } from './case-person.projection';
import { CaseRow } from './case.entity';
import { caseProjection } from './case.projection';
import { carryOutReactor, employeeCasesReactor, equipmentCasesReactor, grantCasesReactor } from './case.reactor';
import { products, services } from './catalogue.entity';
import { followEmployee, followGrant, followOpenCases } from './follow-employee.handler';
import { followOpenCasesJob } from './follow-open-cases.job';
import { getCase, shownCase } from './get-case.query';
import { handOverCase } from './hand-over-case';
import { issuedStockProjection } from './issued-stock.projection';
import { openCase } from './open-case';
import { openReviewTask } from './open-review-task';
import { heldGrantProjection, ownedDomainProjection, productPayerProjection } from './owned-things.projection';
import { PLANNED_FROM } from './plan-facts.provider';
import { settleTask } from './settle-task';
import { waiveTask } from './waive-task';
import { workCase } from './work-case';

const ofCase = { on: workCase, id: ({ caseId }: { readonly caseId: string }) => caseId };
const reads = [caseProjection, casePersonProjection, ...PLANNED_FROM];

export const caseFeature: Feature = {
  wirings: [
    command(OpenCase, {
      on: workCase,
      id: (_, { newId }) => newId('case'),
      facts: newCaseFacts,
      decide: openCase,
    }),
    command(CancelCase, { ...ofCase, facts: caseFacts, decide: cancelCase }),
    command(HandOverCase, {
      ...ofCase,
      facts: caseFacts,
      decide: handOverCase,
      answer: (_, { id, revision, events }) => ({ id, revision, tasks: events.length }),
    }),
    command(WaiveTask, {
      ...ofCase,
      facts: caseFacts,
      decide: waiveTask,
      answer: ({ taskId: id }, { revision }) => ({ id, revision }),
    }),
    command(SettleInboxTask, { ...ofCase, decide: settleTask }),
    command(OpenReviewTask, {
      on: workCase,
      // One key is one task.
      id: ({ taskKey }, { context: { tenantId } }) => newIdOf(tenantId, `review/${taskKey}`),
      facts: (_, { id: taskId }) => Promise.resolve({ taskId }),
      decide: openReviewTask,
    }),
    handler(FollowEmployee, followEmployee, { reads }),
    handler(FollowGrant, followGrant, { reads }),
    handler(FollowOpenCases, followOpenCases, { reads }),
    query(GetCase, getCase, { reads: [caseProjection, casePersonProjection] }),
    list(ListCases, {
      entity: CaseRow,
      joins: {
        person: { entity: CasePersonRow, on: { employeeId: 'employeeId' } },
        organization: { entity: organizations.table, on: { tenantId: 'id' } },
      },
      filters: { kind: equals('kind'), status: equals('status'), employeeId: equals('employeeId') },
      show: shownCase,
    }),
  ],
  projections: [
    caseProjection,
    casePersonProjection,
    heldGrantProjection,
    productPayerProjection,
    ownedDomainProjection,
    issuedStockProjection,
  ],
  directories: [products, services],
  reactors: [employeeCasesReactor, grantCasesReactor, equipmentCasesReactor, carryOutReactor],
  schedules: [followOpenCasesJob],
};
