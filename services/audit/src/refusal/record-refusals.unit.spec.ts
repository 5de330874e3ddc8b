import type { RecordRefusals } from '#contracts/audit/record-refusals';
import { AccessForbidden, LoginFailed, REFUSAL_KINDS } from '#contracts/audit/refusal-events';
import { event, eventDeclaration } from '#contracts/declare/event';
import { given } from '#libs/testing/given-when-then';
import { recordRefusals } from './record-refusals';
import { refusal } from './refusal';

const told = {
  source: '203.0.113.0/24',
  routes: ['POST /api/v1/auth/login'],
  count: 3,
  minute: '2026-01-31T12:00:00.000Z',
};
const record = (more: Partial<RecordRefusals> = {}): RecordRefusals => ({
  kind: 'login_failed',
  ...told,
  roles: [],
  ...more,
});

describe('recording refusals', () => {
  it('names source, routes, count and minute, and nothing else', () => {
    given(refusal).when(recordRefusals, record()).then(event(LoginFailed, told));
    given(refusal)
      .when(recordRefusals, record({ kind: 'forbidden', roles: ['viewer'] }))
      .then(event(AccessForbidden, told));
  });

  it.each(REFUSAL_KINDS)('has an event of its own for %s, which the trail shows as refused', (kind) => {
    const [recorded, ...more] = given(refusal).when(recordRefusals, record({ kind })).events();
    expect(more).toEqual([]);
    expect(eventDeclaration(recorded?.type ?? '')).toMatchObject({ refusal: true });
  });

  it('is done once', () => {
    given(refusal, event(LoginFailed, told)).when(recordRefusals, record()).thenNothing();
  });
});
