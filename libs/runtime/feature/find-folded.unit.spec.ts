import { findFolded, foundFolded } from './find-folded';
import type { ServiceParts } from './service-parts';

/** Rows that are folded when they are waited for, or stay behind. */
function rows(folded: string | undefined, isBehind = false) {
  const waited: string[] = [];
  let known: string | undefined;
  const parts = {
    log: { head: () => Promise.resolve('42') },
    progress: {
      waitFor: ([name]: readonly string[], position: string) => {
        waited.push(`${name} ${position}`);
        known = isBehind ? undefined : folded;
        return Promise.resolve(!isBehind);
      },
    },
  } as unknown as ServiceParts;
  const sought = { of: { name: 'inventory.movement' }, noun: 'movement', find: () => Promise.resolve(known) };
  return { parts, sought, waited, fold: () => (known = folded) };
}

describe('a row that a command names', () => {
  it('is found at once where it is folded', async () => {
    const { parts, sought, waited, fold } = rows('item 1');
    fold();
    expect(await foundFolded(sought, parts)).toBe('item 1');
    expect(waited).toEqual([]);
  });

  it('is found once everything recorded by now is folded', async () => {
    const { parts, sought, waited } = rows('item 1');
    expect(await foundFolded(sought, parts)).toBe('item 1');
    expect(waited).toEqual(['inventory.movement 42']);
  });

  it('is not there if it is missing even then', async () => {
    const { parts, sought } = rows(undefined);
    expect(await findFolded(sought, parts)).toBeUndefined();
    await expect(foundFolded(sought, parts)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is neither there nor missing while the rows are behind', async () => {
    const { parts, sought } = rows('item 1', true);
    await expect(findFolded(sought, parts)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
