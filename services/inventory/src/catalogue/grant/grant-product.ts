import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import { ProductGranted, ProductGrantLeaveSet } from '#contracts/inventory/grant-events';
import type { GrantProduct } from '#contracts/inventory/grant-product';
import { MAX_GRANTS } from '#contracts/inventory/service-events';
import { daysAfter, startOfDay } from '#contracts/values/local-date';
import type { Given } from '#libs/event-sourcing';
import { earlier, type CatalogueEvent, type CatalogueService } from '../service/catalogue-service';
import { presentProduct, unknownAt } from '../service/service-rules';
import { leaveAfter, type Leave } from './holder-leave';
import { liveGrants, overlap, peakWithin, type SeatSpan } from './seats';

export interface GrantFacts {
  /** IANA: the organisation's. */
  readonly timeZone: string;
  /** The date there. */
  readonly today: string;
  /** `left`: their last day is over before a day on which they would have the product. */
  readonly holder: 'present' | 'left' | 'unknown';
  /** Of the holder, oldest first. */
  readonly leaves: readonly Leave[];
  /** The products that the named department gives by default; undefined where there is no such department. */
  readonly defaults: readonly string[] | undefined;
}

/** Gives a product to a person, if a seat is free at every moment of the grant from now on. */
export function grantProduct(
  command: GrantProduct,
  state: CatalogueService,
  given: Given<GrantFacts>,
): CatalogueEvent[] {
  const { facts, now } = given;
  const { productId, employeeId = null, userId = null, departmentId = null, note = null } = command;
  const { details } = presentProduct(state, productId, '/productId');
  refuseUnknown(command, facts);
  if (facts.holder === 'left') throw new DomainError('CONFLICT', 'The employee has left by then');
  if (departmentId !== null && !facts.defaults?.includes(productId)) {
    throw new DomainError('CONFLICT', 'The department does not give this product');
  }
  const { startsOn = facts.today, endsOn = null } = command;
  if (endsOn !== null && endsOn < startsOn) {
    const fault = { pointer: '/endsOn', code: 'RANGE', message: 'is before the first day' };
    throw new DomainError('VALIDATION_FAILED', '/endsOn is before the first day', {}, [fault]);
  }
  const startsAt = startOfDay(startsOn, facts.timeZone);
  const endsAt = endsOn === null ? null : startOfDay(daysAfter(endsOn, 1), facts.timeZone);
  const leavesAt = leaveAfter(startsAt, facts.leaves);
  const span = {
    startsAt: Date.parse(startsAt),
    endsAt: earlier(endsAt === null ? null : Date.parse(endsAt), leavesAt),
  };
  const holderId = employeeId ?? userId ?? '';
  refuseWithoutSeat(state, { productId, holderId, seats: details.seats }, span, Date.parse(now));
  const grantId = given.newId('grant');
  const { serviceId } = state;
  const dates = { startsOn, startsAt, endsOn, endsAt };
  const of = { grantId, productId, serviceId };
  return [
    event(ProductGranted, { ...of, employeeId, userId, ...dates, departmentId, note }),
    ...(leavesAt === null ? [] : [event(ProductGrantLeaveSet, { ...of, leavesAt })]),
  ];
}

/** @throws DomainError `NOT_FOUND` at the pointer of a person or department that is not there */
function refuseUnknown({ employeeId, departmentId }: GrantProduct, { holder, defaults }: GrantFacts): void {
  if (holder === 'unknown') {
    throw employeeId === undefined
      ? unknownAt('/userId', 'is no user here')
      : unknownAt('/employeeId', 'is no employee here');
  }
  if (departmentId !== undefined && !defaults) throw unknownAt('/departmentId', 'is no department here');
}

function refuseWithoutSeat(
  state: CatalogueService,
  asked: { readonly productId: string; readonly holderId: string; readonly seats: number | null },
  span: SeatSpan,
  now: number,
): void {
  const { productId, holderId, seats } = asked;
  const live = liveGrants(state, now, productId);
  const own = live.find(([, grant]) => grant.holderId === holderId && overlap(grant, span));
  if (own) throw new DomainError('CONFLICT', 'They have this product already', { grantId: own[0] });
  if (state.grants.size >= MAX_GRANTS) refuse('LIMIT_REACHED', { grants: MAX_GRANTS });
  if (seats === null) return;
  const fromNow = { ...span, startsAt: Math.max(span.startsAt, now) };
  const taken = peakWithin(
    live.map(([, grant]) => grant),
    fromNow,
  );
  if (taken >= seats) refuse('LIMIT_REACHED', { seats }, 'Every seat of the product is taken');
}
