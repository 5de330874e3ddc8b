import { randomUUID } from 'node:crypto';
import { ApplyLeave } from '#contracts/auth/apply-leave';
import { ApplyLeaves } from '#contracts/auth/apply-leaves';
import { EndDueMemberships } from '#contracts/auth/end-due-memberships';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { event, type DomainEvent } from '#contracts/declare/event';
import {
  EmployeeAccessRevoked,
  EmployeeAdded,
  EmployeeLinked,
  EmployeeUnlinked,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStarted,
} from '#contracts/tenancy/employee-events';
import { OrganizationChanged } from '#contracts/tenancy/organization-events';
import { AccessVersions, type VerifiedToken } from '#libs/identity';
import { TestAuth } from '../auth.fixture';
import { endDueMembershipsJob } from './end-due-memberships.job';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const LAST_DAY = '2026-03-29';
/** In Berlin, on the day that its clocks change. */
const INSTANT = '2026-03-29T22:00:00.000Z';
const BEFORE = '2026-03-29T21:59:59.999Z';
const EARLY = '2026-03-10T09:00:00.000Z';

/** A user of an organisation in Berlin who is an employee there, and their stream. */
async function anEmployedUser() {
  const tenantId = await auth.anOrganization();
  const changed = { organizationId: tenantId, slug: tenantId, name: 'Nord', type: 'company', tier: 'free' } as const;
  const zone = (timeZone: string, expected: number) =>
    auth.tenancyRecords(tenantId, event(OrganizationChanged, { ...changed, timeZone, currency: 'EUR' }), expected);
  await zone('Europe/Berlin', 0);
  const { email, userId, accountId } = await auth.aMember([tenantId]);
  const employeeId = randomUUID();
  let revision = -1;
  const records = async (...facts: DomainEvent[]) => {
    const expected = revision < 0 ? 'none' : revision;
    await auth.append('tenancy.employee', { tenantId, id: employeeId }, facts, { expected });
    revision += facts.length;
  };
  const details = { firstName: 'Ada', lastName: 'Lovelace', email: null, position: null, location: null };
  await records(
    event(EmployeeAdded, {
      employeeId,
      source: 'manual',
      externalId: null,
      identity: null,
      ...details,
      departmentId: null,
      managerId: null,
    }),
    event(SpellStarted, { employeeId, spell: 1, startsOn: '2025-01-01' }),
    event(EmployeeLinked, { employeeId, userId, by: 'hand' }),
  );
  const token: VerifiedToken = {
    sub: accountId,
    type: 'user',
    organizationId: tenantId,
    membershipId: userId,
    sessionId: randomUUID(),
    roles: ['manager'],
    platformRoles: [],
    accountVersion: 1e6,
    // Of the acceptance.
    membershipVersion: 2,
    organizationVersion: 1e6,
    expiresAt: Date.now() + 60_000,
  };
  return {
    tenantId,
    employeeId,
    userId,
    email,
    records,
    zone,
    apply: (now = EARLY) => auth.ask(ApplyLeave, { employeeId, userId: null }, { tenantId, now }),
    /** Whether a gateway lets a token of theirs pass at a moment. */
    passes: async (now: string) => {
      const access = new AccessVersions(auth.database, undefined, () => Date.parse(now));
      return access.check(token).then(
        () => true,
        () => false,
      );
    },
    ends: async () =>
      (await auth.recorded('auth.members', { tenantId, id: tenantId })).filter(
        ({ type }) => type === 'MembershipEnded',
      ),
    reactivate: (now: string) => auth.ask(ReactivateUser, { userId }, { tenantId, now }),
    leaves: () => event(SpellEnded, { employeeId, spell: 1, lastDay: LAST_DAY, reason: null }),
  };
}

const endDue = (now: string) => auth.ask(EndDueMemberships, {}, { now });

describe('the access of a leaver', () => {
  it('ends at the instant of the leave, before anything is recorded', async () => {
    const ada = await anEmployedUser();
    await ada.records(ada.leaves());
    await ada.apply();
    expect(await ada.passes(BEFORE)).toBe(true);
    expect(await ada.passes(INSTANT)).toBe(false);
    expect(await ada.ends()).toHaveLength(0);
  });

  it('is recorded as ended once, whenever the job runs, and its sessions do not go on', async () => {
    const ada = await anEmployedUser();
    const { refreshToken } = await auth.signIn(ada.email);
    await ada.records(ada.leaves());
    await ada.apply();
    await endDue(BEFORE);
    expect(await ada.ends()).toHaveLength(0);
    // Nothing ran for three days.
    for (const now of ['2026-04-01T10:20:00.000Z', '2026-04-01T10:21:00.000Z']) await endDue(now);
    expect((await ada.ends()).map(({ data }) => data)).toEqual([
      {
        membershipId: ada.userId,
        organizationId: ada.tenantId,
        employeeId: ada.employeeId,
        endedAt: INSTANT,
        reason: 'leave',
      },
    ]);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('is recorded by the job of the minute, once, however many of its minutes pass', async () => {
    const ada = await anEmployedUser();
    await ada.records(ada.leaves());
    await ada.apply();
    const jobs = await auth.runJobs({ jobs: [endDueMembershipsJob], now: '2026-03-29T21:58:30.000Z' });
    try {
      await jobs.at('2026-03-29T21:59:00.000Z', endDueMembershipsJob, 1);
      expect(await ada.ends()).toHaveLength(0);
      await jobs.at('2026-03-29T22:00:00.000Z', endDueMembershipsJob, 2);
      expect(await ada.ends()).toMatchObject([{ data: { endedAt: INSTANT, reason: 'leave' } }]);
      // Nothing ran for hours: the latest minute is enough.
      await jobs.at('2026-03-30T04:20:00.000Z', endDueMembershipsJob, 3);
    } finally {
      await jobs.stop();
    }
    expect(await ada.ends()).toHaveLength(1);
  });

  it('goes on when the leave is taken back, or moved', async () => {
    const ada = await anEmployedUser();
    await ada.records(ada.leaves());
    await ada.apply();
    await ada.records(event(SpellEndWithdrawn, { employeeId: ada.employeeId, spell: 1 }));
    await ada.apply();
    expect(await ada.passes(INSTANT)).toBe(true);
    await endDue('2026-04-01T00:00:00.000Z');
    expect(await ada.ends()).toHaveLength(0);
  });

  it('ends at once with a leave that is told late, and at a revocation', async () => {
    const [late, revoked] = [await anEmployedUser(), await anEmployedUser()];
    await late.records(late.leaves());
    await late.apply('2026-04-02T08:00:00.000Z');
    expect(await late.ends()).toHaveLength(1);
    const { employeeId } = revoked;
    await revoked.records(event(EmployeeAccessRevoked, { employeeId, revokedAt: '2026-03-10T08:59:00.000Z' }));
    await revoked.apply();
    expect((await revoked.ends()).map(({ data }) => data)).toMatchObject([{ reason: 'access_revoked' }]);
    expect(await revoked.passes(EARLY)).toBe(false);
    await revoked.apply();
    expect(await revoked.ends()).toHaveLength(1);
    await expect(auth.signIn(revoked.email)).resolves.toMatchObject({ user: { organizationId: null } });
  });

  it('is given back by a person after a revocation, and a later leave still ends it', async () => {
    const ada = await anEmployedUser();
    const { employeeId } = ada;
    await ada.records(event(EmployeeAccessRevoked, { employeeId, revokedAt: '2026-03-10T08:59:00.000Z' }));
    await ada.apply();
    await ada.reactivate(EARLY);
    await ada.records(ada.leaves());
    await ada.apply();
    await endDue('2026-04-01T00:00:00.000Z');
    expect((await ada.ends()).map(({ data }) => data)).toMatchObject([
      { reason: 'access_revoked' },
      { reason: 'leave', endedAt: INSTANT },
    ]);
  });

  it('follows the time zone of the organisation', async () => {
    const ada = await anEmployedUser();
    await ada.records(ada.leaves());
    await ada.apply();
    await ada.zone('Pacific/Auckland', 1);
    await auth.ask(ApplyLeaves, {}, { tenantId: ada.tenantId, now: EARLY });
    expect(await ada.passes('2026-03-29T10:59:59.999Z')).toBe(true);
    expect(await ada.passes('2026-03-29T11:00:00.000Z')).toBe(false);
  });

  it('is given back by a person after a rehire, and by nothing else', async () => {
    const ada = await anEmployedUser();
    await ada.records(ada.leaves());
    await ada.apply('2026-04-01T00:00:00.000Z');
    await expect(ada.reactivate('2026-04-02T00:00:00.000Z')).rejects.toMatchObject({ code: 'CONFLICT' });
    await ada.records(event(SpellStarted, { employeeId: ada.employeeId, spell: 2, startsOn: '2026-05-01' }));
    await ada.apply('2026-05-02T00:00:00.000Z');
    expect(await ada.passes('2026-05-02T00:00:00.000Z')).toBe(false);
    await ada.reactivate('2026-05-02T00:00:00.000Z');
    await auth.signIn(ada.email);
    expect(await ada.ends()).toHaveLength(1);
  });

  it('is not bound to an employee any more who was unlinked', async () => {
    const ada = await anEmployedUser();
    const { employeeId, userId, tenantId } = ada;
    await ada.records(ada.leaves());
    await ada.apply();
    await ada.records(event(EmployeeUnlinked, { employeeId, userId }));
    await auth.ask(ApplyLeave, { employeeId, userId }, { tenantId, now: EARLY });
    expect(await ada.passes(INSTANT)).toBe(true);
  });
});
