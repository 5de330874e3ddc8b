import { on } from '#contracts/declare/on';
import { MembershipGranted } from '#contracts/auth/membership-events';
import { mail } from '#libs/mail';
import { daily, job } from '#libs/schedules';
import { ExpireIdleSessions } from '#contracts/auth/expire-idle-sessions';
import type { Feature } from '../feature/feature';
import { mailMechanism } from './mail-mechanism';
import type { Mechanism, MechanismGiven } from './mechanism';
import { scheduleMechanism } from './schedule-mechanism';

const welcome = mail({
  name: 'shop.welcome',
  service: 'shop',
  on: [on(MembershipGranted, ({ data: { accountId } }) => ({ to: { accountId }, template: 'welcome', data: {} }))],
  templates: { welcome: () => ({ subject: 'Welcome', body: ['Hello'] }) },
});
const stockTake = job({
  name: 'shop.stock-take',
  service: 'shop',
  at: daily('03:15'),
  scope: 'organization',
  send: () => [{ contract: ExpireIdleSessions, payload: {} }],
});

const opening = (mechanism: Mechanism, feature: Partial<Feature>) => () => {
  const services = [{ definition: { name: 'shop', features: [{ wirings: [], ...feature }] }, parts: {} }];
  return mechanism.open({ services, platform: {} } as unknown as MechanismGiven);
};

describe('a service that declares work and not what it needs does not start', () => {
  it.each([
    [
      'mails and no recipients',
      mailMechanism,
      { mails: [welcome] },
      /shop has the mail shop\.welcome and no `mailRecipient`/,
    ],
    [
      'jobs of organisations and no organisations',
      scheduleMechanism,
      { schedules: [stockTake] },
      /the job shop\.stock-take: write `scheduledOrganizations: activeOrganizations\(organizations\)` in shop\.service\.ts/,
    ],
  ] as const)('%s', (_, mechanism, feature, reason) => {
    expect(opening(mechanism, feature)).toThrow(reason);
  });
});
