import { Turns } from './turns';

describe('turns', () => {
  it('are taken one after the other for one key, also after a failure, and at once for different ones', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const first = turns.take('a', async () => {
      await gate;
      seen.push('first');
      throw new Error('as asked');
    });
    const second = turns.take('a', async () => seen.push('second'));
    await turns.take('b', async () => seen.push('other'));
    open();
    await expect(first).rejects.toThrow('as asked');
    await second;
    expect(seen).toEqual(['other', 'first', 'second']);
    expect(await turns.take('a', async () => 'third')).toBe('third');
  });
});
