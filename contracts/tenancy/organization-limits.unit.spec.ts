import { NO_OVERRIDES, TIERS, limitsOf } from './organization-limits';

describe('the limits of an organisation', () => {
  it('are those of its tier, each higher than the one before', () => {
    expect(TIERS.map((tier) => limitsOf(tier, NO_OVERRIDES))).toEqual([
      { employees: 200, users: 200, requestsPerMinute: 3_000 },
      { employees: 1_000, users: 1_000, requestsPerMinute: 12_000 },
      { employees: 10_000, users: 10_000, requestsPerMinute: 60_000 },
    ]);
  });

  it('are the environment’s where it sets one, and an override’s above both', () => {
    const environment = { employees: 7 };
    expect(limitsOf('pro', NO_OVERRIDES, environment)).toMatchObject({ employees: 7, users: 1_000 });
    const overrides = { ...NO_OVERRIDES, employees: 0, users: 3 };
    expect(limitsOf('pro', overrides, environment)).toEqual({ employees: 0, users: 3, requestsPerMinute: 12_000 });
  });
});
