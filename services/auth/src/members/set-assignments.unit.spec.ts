import type { Permission } from '#contracts/permissions';
import { decidingActor } from '#libs/identity';
import { given } from '#libs/testing/given-when-then';
import { members } from './members';
import { ACCOUNT, ADA, GRACE, assigned, joined } from './membership.fixture';
import { setAssignments } from './set-assignments';

const [MAIL, CHAT] = [ACCOUNT, GRACE];
const people = [...joined(ADA, ['service_admin']), ...joined(GRACE, ['admin'])];
const facts = { services: new Set([MAIL, CHAT]), products: new Set([MAIL]) };
const admin = { actor: decidingActor({ id: GRACE, roles: ['admin'] }), facts };
const of = (services: readonly string[]) => ({ userId: ADA, services, products: [] });

describe('assigning services and products to a user', () => {
  it('records the whole sets, each id once and in order', () => {
    given(members, ...people)
      .when(setAssignments, { userId: ADA, services: [MAIL, CHAT, MAIL], products: [MAIL] }, admin)
      .then(assigned(ADA, [MAIL, CHAT].toSorted(), [MAIL]));
    given(members, ...people, assigned(ADA, [MAIL]))
      .when(setAssignments, of([MAIL, MAIL]), admin)
      .thenNothing();
    given(members, ...people, assigned(ADA, [MAIL]))
      .when(setAssignments, of([]), admin)
      .then(assigned(ADA, []));
  });

  it('is refused for oneself, and for a person who is no member', () => {
    given(members, ...people)
      .when(setAssignments, of([MAIL]), { facts, actor: decidingActor({ id: ADA, roles: ['admin'] }) })
      .thenRefused('FORBIDDEN');
    given(members)
      .when(setAssignments, of([MAIL]), admin)
      .thenRefused('NOT_FOUND');
  });

  it('takes only what is in the catalogue, or was when it was assigned', () => {
    const none = { ...admin, facts: { services: new Set<string>(), products: new Set<string>() } };
    given(members, ...people)
      .when(setAssignments, of([MAIL]), none)
      .thenRefused('NOT_FOUND');
    given(members, ...people, assigned(ADA, [CHAT, MAIL].toSorted()))
      .when(setAssignments, of([MAIL]), none)
      .then(assigned(ADA, [MAIL]));
  });

  it('moves only what is assigned to the actor, unless an administrator does it', () => {
    const permissions = new Set<Permission>(['user.read']);
    const scopes = { all: new Set<never>(), service: new Set([MAIL]) };
    const lead = { facts, actor: decidingActor({ id: MAIL, roles: [], access: { permissions, scopes } }) };
    const viewer = joined(ADA, []);
    given(members, ...viewer)
      .when(setAssignments, of([MAIL]), lead)
      .then(assigned(ADA, [MAIL]));
    given(members, ...viewer)
      .when(setAssignments, of([CHAT]), lead)
      .thenRefused('FORBIDDEN');
    given(members, ...viewer, assigned(ADA, [CHAT]))
      .when(setAssignments, of([]), lead)
      .thenRefused('FORBIDDEN');
    given(members, ...viewer, assigned(ADA, [CHAT]))
      .when(setAssignments, of([CHAT, MAIL]), lead)
      .then(assigned(ADA, [CHAT, MAIL].toSorted()));
  });
});
