import { event } from '#contracts/declare/event';
import {
  HrSourceAlarmCleared,
  HrSourceAlarmRaised,
  HrSourceConnected,
  HrSourceCreated,
  HrSourceDeleted,
  HrSourceSecretRotated,
} from '#contracts/workflow/hr-source-events';
import { given } from '#libs/testing/given-when-then';
import { alarmHrSource, connectHrSource } from './alarm-hr-source';
import { changeHrSource, deleteHrSource } from './change-hr-source';
import { createHrSource } from './create-hr-source';
import { goodAt, hrSource, type HrSourceEvent } from './hr-source';
import { rotateHrSecret } from './rotate-hr-secret';

const sourceId = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const [first, second] = ['0197a3c4-0000-7000-8000-0000000000e1', '0197a3c4-0000-7000-8000-0000000000e2'];
const settings = {
  sourceId,
  name: 'BambooHR',
  lastDay: 'last_day_in' as const,
  apiUrl: null,
  credentialId: null,
  departments: [],
  isDefault: true,
};
const created = (): HrSourceEvent =>
  event(HrSourceCreated, { ...settings, slug: 'acme-hr', kind: 'bamboohr', secretId: first });
const facts = { secretId: first, credentialId: null, hasDefault: false };
const command = { slug: 'acme-hr', kind: 'bamboohr' as const, name: 'BambooHR' };

describe('creating a source', () => {
  it('makes the first one the default, and a further one only where it is told', () => {
    given(hrSource)
      .when(createHrSource, command, { facts })
      .thenMatching({ data: { isDefault: true, slug: 'acme-hr' } });
    given(hrSource)
      .when(createHrSource, command, { facts: { ...facts, hasDefault: true } })
      .thenMatching({ data: { isDefault: false } });
  });

  it('keeps departments in the order of their names', () => {
    given(hrSource)
      .when(createHrSource, { ...command, departments: { Sales: 'b', Kitchen: 'a' } }, { facts })
      .thenMatching({ data: { departments: [{ theirs: 'Kitchen' }, { theirs: 'Sales' }] } });
  });

  it('refuses the names that lead to the default source', () => {
    given(hrSource)
      .when(createHrSource, { ...command, slug: 'onboarding' }, { facts })
      .thenRefused('DUPLICATE');
  });
});

describe('a secret', () => {
  const rotated = (secretId: string, formerUntil: string): HrSourceEvent =>
    event(HrSourceSecretRotated, { sourceId, secretId, formerUntil });
  const foldedAt = (...events: readonly [HrSourceEvent, string][]) =>
    events.reduce(
      (state, [each, occurredAt], revision) => hrSource.evolve(state, { ...each, revision, occurredAt }),
      hrSource.initial(),
    );

  it('is good until the end that its successor names', () => {
    const { secrets } = foldedAt(
      [created(), '2026-01-01T00:00:00.000Z'],
      [rotated(second, '2026-01-03T00:00:00.000Z'), '2026-01-02T00:00:00.000Z'],
    );
    const good = (moment: string) => goodAt(secrets, moment).map(({ secretId }) => secretId);
    expect(good('2026-01-02T23:59:59.999Z')).toEqual([first, second]);
    expect(good('2026-01-03T00:00:00.000Z')).toEqual([second]);
  });

  it('is followed by at most four others that are good at once', () => {
    const late = '2199-01-01T00:00:00.000Z';
    const past = [created(), ...[1, 2, 3, 4].map(() => rotated(second, late))];
    const rotation = { sourceId, formerUntil: late };
    given(hrSource, ...past)
      .when(rotateHrSecret, rotation, { facts: { secretId: second } })
      .thenRefused('LIMIT_REACHED');
    given(hrSource, ...past)
      .when(rotateHrSecret, { sourceId, formerUntil: '2000-01-01T00:00:00.000Z' }, { facts: { secretId: second } })
      .thenMatching({ type: 'HrSourceSecretRotated' });
  });
});

it('a change keeps what it does not name, and nothing is recorded where nothing differs', () => {
  const changing = (said: object) =>
    given(hrSource, created()).when(changeHrSource, { sourceId, ...said }, { facts: { credentialId: null } });
  changing({ name: 'Bamboo' }).thenMatching({ data: { name: 'Bamboo', lastDay: 'last_day_in', isDefault: true } });
  changing({ name: 'BambooHR' }).thenNothing();
});

it('a deleted source is missing', () => {
  const deleted = event(HrSourceDeleted, { sourceId });
  given(hrSource, created()).when(deleteHrSource, { sourceId }).then(deleted);
  given(hrSource, created(), deleted).when(deleteHrSource, { sourceId }).thenRefused('NOT_FOUND');
});

it('an alarm is raised once and cleared once', () => {
  const told = { sourceId, lastDeliveryAt: null, usualGapSeconds: null, failures: 10 };
  const raised = event(HrSourceAlarmRaised, { ...told, alarm: 'failures' });
  const cleared = event(HrSourceAlarmCleared, { sourceId, alarm: 'failures' });
  const alarm = (isDue: boolean, ...past: readonly HrSourceEvent[]) =>
    given(hrSource, created(), ...past).when(alarmHrSource, { ...told, due: { failures: isDue } });
  alarm(true).then(raised);
  alarm(true, raised).thenNothing();
  alarm(false, raised).then(cleared);
  alarm(false, raised, cleared).thenNothing();
});

it('a source is connected once', () => {
  const connected = event(HrSourceConnected, { sourceId });
  given(hrSource, created()).when(connectHrSource, { sourceId }).then(connected);
  given(hrSource, created(), connected).when(connectHrSource, { sourceId }).thenNothing();
});
