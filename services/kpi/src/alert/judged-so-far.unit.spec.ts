import { DomainError } from '#contracts/errors';
import { GIVEN } from '#libs/testing/given-when-then';
import { JudgedSoFar } from './judged-so-far.store';

const COMMAND = GIVEN.newId('command');

/** Figures that are judged by name; those of `broken` fail. */
function figures(...places: readonly string[]) {
  const judged: string[] = [];
  const broken = new Set<string>();
  const all = places.map((place) => ({
    place,
    judge: () => {
      judged.push(place);
      return broken.has(place) ? Promise.reject(new Error(place)) : Promise.resolve(1);
    },
  }));
  return { judged, broken, all };
}
const lateAfter = (count: number) => () => count-- <= 0;
const never = () => false;

describe('a command that judges more figures than it has time for', () => {
  it('stops, and goes on with the others when it is sent again', async () => {
    const [soFar, { all, judged }] = [new JudgedSoFar(), figures('a', 'b', 'c', 'd', 'e')];
    const late = new DomainError('SERVICE_UNAVAILABLE', 'More targets are left; send it again');
    await expect(soFar.judge(COMMAND, all, lateAfter(2))).rejects.toEqual(late);
    await expect(soFar.judge(COMMAND, all, lateAfter(2))).rejects.toEqual(late);
    expect(await soFar.judge(COMMAND, all, never)).toBe(1);
    expect(judged).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('judges a figure that fails after all others, and throws its error when they are judged', async () => {
    const [soFar, { all, judged, broken }] = [new JudgedSoFar(), figures('a', 'b', 'c')];
    broken.add('a');
    await expect(soFar.judge(COMMAND, all, lateAfter(2))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(soFar.judge(COMMAND, all, never)).rejects.toEqual(new Error('a'));
    expect(judged).toEqual(['a', 'b', 'c', 'a']);
    broken.clear();
    expect(await soFar.judge(COMMAND, all, never)).toBe(1);
  });

  it('that is done, or another one, judges all', async () => {
    const [soFar, { all }] = [new JudgedSoFar(), figures('a', 'b')];
    expect(await soFar.judge(COMMAND, all, never)).toBe(2);
    expect(await soFar.judge(COMMAND, all, never)).toBe(2);
    await expect(soFar.judge(COMMAND, all, lateAfter(1))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await soFar.judge(GIVEN.newId('another'), all, never)).toBe(2);
  });
});
