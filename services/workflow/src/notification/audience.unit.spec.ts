import type { MemberAccess } from '#contracts/auth/member-access';
import type { NotificationAudience } from '#contracts/workflow/raise-notification';
import { audienceAmong } from './audience';

const holder = (roles: readonly string[], assigned: readonly string[] = [], isActive = true) => ({
  roles,
  assigned,
  isActive,
});
const members: MemberAccess = {
  holders: new Map([
    ['ada', holder(['admin'])],
    ['bob', holder(['service_admin'], ['mail'])],
    ['cy', holder(['service_admin'], ['chat'])],
    ['dan', holder(['viewer'], ['mail'], false)],
  ]),
  customRoles: new Map(),
};
const audience = (more: Partial<NotificationAudience>) =>
  audienceAmong(members, {
    userIds: [],
    roles: [],
    assigned: [],
    permission: null,
    serviceId: null,
    productId: null,
    ...more,
  }).toSorted();

it('an audience is named, or meant by role, by what is assigned, by permission; each of it once, and active', () => {
  expect(audience({ userIds: ['ada', 'dan', 'ada', 'eve'] })).toEqual(['ada']);
  expect(audience({ roles: ['service_admin', 'viewer'] })).toEqual(['bob', 'cy']);
  expect(audience({ assigned: ['mail'] })).toEqual(['bob']);
  expect(audience({ permission: 'catalogue.payment.read', serviceId: 'chat' })).toEqual(['ada', 'cy']);
  expect(audience({ userIds: ['bob'], roles: ['admin'], assigned: ['mail'] })).toEqual(['ada', 'bob']);
});

it('nobody is meant by nothing', () => {
  expect(audience({})).toEqual([]);
});
