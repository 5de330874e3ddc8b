import fc from 'fast-check';
import { Shares } from './shares';

const LIMITS = { ofCaller: 2, ofOrganization: 4, ofAll: 16 };

function takes(shares: Shares, caller: string, organization?: string): (() => void) | undefined {
  try {
    return shares.take({ caller, organization });
  } catch {
    return undefined;
  }
}

describe('shares of a pool', () => {
  it('leave places to every other organisation, however many accounts of one ask', () => {
    const shares = new Shares(LIMITS);
    const greedy = Array.from({ length: 16 }, (_, n) => takes(shares, `account-${n >> 1}`, 'greedy'));
    expect(greedy.filter(Boolean)).toHaveLength(4);
    expect(takes(shares, 'somebody', 'other')).toBeDefined();
  });

  it('keep a quarter for organisations that hold none', () => {
    const shares = new Shares(LIMITS);
    for (let n = 0; n < 24; n++) takes(shares, `account-${n}`, `organization-${n % 3}`);
    for (const organization of ['d', 'e', 'f', 'g']) expect(takes(shares, organization, organization)).toBeDefined();
    expect(takes(shares, 'h', 'h')).toBeUndefined();
  });

  it('are refused as too many requests, and say when to come again', () => {
    const shares = new Shares({ ofCaller: 1, ofOrganization: 1, ofAll: 1 });
    const holder = { caller: 'a', organization: undefined };
    shares.take(holder);
    expect(() => shares.take(holder)).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', details: { retryAfter: 5 } }) as Error,
    );
  });

  it('are all free again after every release, in any order, and count each release once', () => {
    const holder = fc.record({ caller: fc.nat(5).map(String), organization: fc.constantFrom('a', 'b', undefined) });
    fc.assert(
      fc.property(fc.array(holder, { maxLength: 40 }), (holders) => {
        const shares = new Shares(LIMITS);
        const taken = holders.flatMap(({ caller, organization }) => takes(shares, caller, organization) ?? []);
        expect(taken.length).toBeLessThanOrEqual(LIMITS.ofAll);
        for (const end of [...taken, ...taken.toReversed()]) end();
        const again = Array.from({ length: 16 }, (_, n) => takes(shares, `new-${n}`, `new-${n}`));
        expect(again.filter(Boolean)).toHaveLength(16);
      }),
    );
  });
});
