import { GiveProduct } from '#contracts/inventory/give-product';
import { HandOverOwnership } from '#contracts/inventory/hand-over-ownership';
import { TakeProduct } from '#contracts/inventory/take-product';
import { HandOverDomain } from '#contracts/tenancy/hand-over-domain';
import { FollowEmployee } from '#contracts/workflow/follow-employee';
import { InboxTaskStarted, type TaskSubject } from '#contracts/workflow/inbox-events';
import { ReassignOpenTasks } from '#contracts/workflow/reassign-open-tasks';
import { SettleInboxTask } from '#contracts/workflow/settle-inbox-task';
import type { Recorded } from '#libs/event-sourcing';
import { carryOutReactor, equipmentCasesReactor } from './case.reactor';
import { subjectOf } from './task-rules';

const of = { caseId: 'case', taskId: 'task' };
const settled = { contract: SettleInboxTask, payload: of };
const started = (kind: InboxTaskStarted['kind'], about: Partial<TaskSubject>, toUserId: string | null = null) =>
  ({ type: 'InboxTaskStarted', data: { ...of, kind, about: subjectOf(about), toUserId } }) as Recorded;

it('the case of a person follows what is issued to them, and what comes back', () => {
  const moved = (type: string, employeeId: string | null) =>
    equipmentCasesReactor.react({ type, data: { employeeId } } as never);
  const followed = [{ contract: FollowEmployee, payload: { employeeId: 'ana' } }];
  for (const type of ['StockUsed', 'StockTakenBack', 'StockReversed']) {
    expect([moved(type, 'ana'), moved(type, null)]).toEqual([followed, []]);
  }
});

describe('a task that is completed', () => {
  it('sends the command that it stands for, and then its outcome', () => {
    const giving = started('give_grant', { employeeId: 'ana', productId: 'mail', departmentId: 'kitchen' });
    expect(carryOutReactor.react(giving)).toEqual([
      { contract: GiveProduct, payload: { productId: 'mail', employeeId: 'ana', departmentId: 'kitchen' } },
      settled,
    ]);
    expect(carryOutReactor.react(started('revoke_grant', { grantId: 'g1' }))).toEqual([
      { contract: TakeProduct, payload: { grantId: 'g1' } },
      settled,
    ]);
  });

  it('hands each kind of thing over to its new owner', () => {
    const users = { fromUserId: 'ana', toUserId: 'ben' };
    const handed = (about: Partial<TaskSubject>) =>
      carryOutReactor.react(started('hand_over', { userId: 'ana', ...about }, 'ben'))[0];
    expect(handed({ handedOver: 'domain', domainId: 'd' })).toEqual({
      contract: HandOverDomain,
      payload: { domainId: 'd', ...users },
    });
    expect(handed({ handedOver: 'payment', serviceId: 's', productId: 'p' })).toEqual({
      contract: HandOverOwnership,
      payload: { what: 'payment', serviceId: 's', productId: 'p', ...users },
    });
    expect(handed({ handedOver: 'open_tasks' })).toEqual({ contract: ReassignOpenTasks, payload: users });
  });

  it('records the code of a refusal', () => {
    const taking = started('revoke_grant', { grantId: 'g1' });
    const wanted = { contract: TakeProduct, payload: { grantId: 'g1' } };
    expect(carryOutReactor.onRefusal?.(taking, { wanted, code: 'CONFLICT' })).toEqual([
      { contract: SettleInboxTask, payload: { ...of, code: 'CONFLICT' } },
    ]);
    expect(carryOutReactor.onRefusal?.(taking, { wanted: settled, code: 'CONFLICT' })).toEqual([]);
  });
});
