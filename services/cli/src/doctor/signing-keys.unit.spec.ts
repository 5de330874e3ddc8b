import { ageOf } from './signing-keys';

const DAY_MS = 86_400_000;
const created = new Date('2026-01-01T00:00:00.000Z');
const after = (days: number) => ageOf({ kid: 'k', createdAt: created }, created.getTime() + days * DAY_MS);

it('warns of a signing key from its ninety-first day on, and says how to replace it', () => {
  expect(after(90)).toMatchObject({ outcome: 'ok' });
  expect(after(91)).toMatchObject({ outcome: 'warning', detail: expect.stringContaining('keys rotate') as string });
  expect(ageOf(undefined, 0)).toMatchObject({ outcome: 'ok' });
});
