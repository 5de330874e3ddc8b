import type { EventClass } from '#contracts/declare/event';
import { on } from '#contracts/declare/on';
import { GiveProduct } from '#contracts/inventory/give-product';
import { ProductGrantExpired, ProductGrantRevoked, ProductGranted } from '#contracts/inventory/grant-events';
import { HandOverOwnership } from '#contracts/inventory/hand-over-ownership';
import { StockReversed, StockTakenBack, StockUsed, type StockTransaction } from '#contracts/inventory/stock-events';
import { TakeProduct } from '#contracts/inventory/take-product';
import {
  EmployeeChanged,
  EmployeeLinked,
  EmployeeUnlinked,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
  type EmployeeFact,
} from '#contracts/tenancy/employee-events';
import { HandOverDomain } from '#contracts/tenancy/hand-over-domain';
import { FollowEmployee } from '#contracts/workflow/follow-employee';
import { FollowGrant } from '#contracts/workflow/follow-grant';
import { InboxTaskStarted } from '#contracts/workflow/inbox-events';
import { ReassignOpenTasks } from '#contracts/workflow/reassign-open-tasks';
import { SettleInboxTask } from '#contracts/workflow/settle-inbox-task';
import { reactor, type Wanted } from '#libs/event-sourcing';

const followed = <Data extends EmployeeFact>(of: EventClass<string, Data>) =>
  on(of, ({ data: { employeeId } }): Wanted[] => [{ contract: FollowEmployee, payload: { employeeId } }]);

/** Cases follow the employments of people. Those from before the cases existed have none. */
export const employeeCasesReactor = reactor({
  name: 'employee-cases',
  service: 'workflow',
  from: 'introduced',
  on: [
    ...[SpellStarted, SpellStartCorrected, SpellEnded, SpellEndWithdrawn, SpellWithdrawn].map((of) =>
      followed<EmployeeFact>(of),
    ),
    followed<EmployeeFact>(EmployeeLinked),
    followed<EmployeeFact>(EmployeeUnlinked),
    on(EmployeeChanged, ({ data: { employeeId }, revision }) => [
      { contract: FollowEmployee, payload: { employeeId, revision } },
    ]),
  ],
});

/** Tasks follow grants that are given and end, in whatever way. */
export const grantCasesReactor = reactor({
  name: 'grant-cases',
  service: 'workflow',
  from: 'introduced',
  on: [
    on(ProductGranted, ({ data: { grantId } }) => [{ contract: FollowGrant, payload: { grantId } }]),
    on(ProductGrantRevoked, ({ data: { grantId } }) => [{ contract: FollowGrant, payload: { grantId } }]),
    on(ProductGrantExpired, ({ data: { grantId } }) => [{ contract: FollowGrant, payload: { grantId } }]),
  ],
});

const issued = <Data extends StockTransaction>(of: EventClass<string, Data>) =>
  on(of, ({ data: { employeeId } }): Wanted[] =>
    employeeId === null ? [] : [{ contract: FollowEmployee, payload: { employeeId } }],
  );

/** Tasks follow equipment that is issued, and comes back. */
export const equipmentCasesReactor = reactor({
  name: 'equipment-cases',
  service: 'workflow',
  from: 'introduced',
  on: [
    issued<StockTransaction>(StockUsed),
    issued<StockTransaction>(StockTakenBack),
    issued<StockTransaction>(StockReversed),
  ],
});

const settled = ({ caseId, taskId }: InboxTaskStarted, code?: string): Wanted => ({
  contract: SettleInboxTask,
  payload: { caseId: caseId ?? taskId, taskId, ...(code !== undefined && { code }) },
});

/** Carries out what a completed task stands for, and records the outcome. */
export const carryOutReactor = reactor({
  name: 'carry-out-tasks',
  service: 'workflow',
  from: 'introduced',
  on: [on(InboxTaskStarted, ({ data }) => [...commandsOf(data), settled(data)])],
  onRefusal: [
    on(InboxTaskStarted, ({ data }, { wanted, code }) =>
      wanted.contract === SettleInboxTask ? [] : [settled(data, code)],
    ),
  ],
});

function commandsOf({ kind, about, toUserId }: InboxTaskStarted): readonly Wanted[] {
  const { employeeId, productId, grantId, departmentId } = about;
  if (kind === 'give_grant' && productId !== null && employeeId !== null) {
    const payload = { productId, employeeId, ...(departmentId !== null && { departmentId }) };
    return [{ contract: GiveProduct, payload }];
  }
  if (kind === 'revoke_grant' && grantId !== null) return [{ contract: TakeProduct, payload: { grantId } }];
  return kind === 'hand_over' && toUserId !== null ? handOver(about, toUserId) : [];
}

function handOver(about: InboxTaskStarted['about'], toUserId: string): readonly Wanted[] {
  const { handedOver: what, userId: fromUserId, serviceId, productId, domainId } = about;
  if (fromUserId === null) return [];
  const users = { fromUserId, toUserId };
  if (what === 'open_tasks') return [{ contract: ReassignOpenTasks, payload: users }];
  if (what === 'domain' && domainId !== null) {
    return [{ contract: HandOverDomain, payload: { domainId, ...users } }];
  }
  if ((what === 'service' || what === 'product' || what === 'payment') && serviceId !== null) {
    const payload = { what, serviceId, ...(productId !== null && { productId }), ...users };
    return [{ contract: HandOverOwnership, payload }];
  }
  return [];
}
