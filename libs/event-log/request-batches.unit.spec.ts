import { setImmediate as nextTurn } from 'node:timers/promises';
import { RequestBatches } from './request-batches';

/** Answers each number with its double, when it is told to. */
class Doubling {
  readonly asked: (readonly number[])[] = [];
  private readonly held: (() => void)[] = [];

  readonly answer = async (requests: readonly number[]): Promise<readonly number[]> => {
    this.asked.push(requests);
    await new Promise<void>((resolve) => this.held.push(resolve));
    return requests.map((request) => request * 2);
  };

  goOn(): void {
    for (const go of this.held.splice(0)) go();
  }
}

function batches(doubling: Pick<Doubling, 'answer'>, bounds = {}): RequestBatches<number, number> {
  return new RequestBatches({ answer: doubling.answer, keyOf: String, most: 100, atOnce: 2, ...bounds });
}

describe('requests', () => {
  it('of one turn are one batch, also those that follow from promises settled in it', async () => {
    const doubling = new Doubling();
    const asked = batches(doubling);
    const later = Promise.resolve().then(() => asked.ask(3));
    const answers = Promise.all([asked.ask(1), asked.ask(2), later]);
    await nextTurn();
    doubling.goOn();
    expect(await answers).toEqual([2, 4, 6]);
    expect(doubling.asked).toEqual([[1, 2, 3]]);
  });

  it('that are equal and wait at the same time are one, and a later one is answered anew', async () => {
    const doubling = new Doubling();
    const asked = batches(doubling);
    const together = Promise.all([asked.ask(1), asked.ask(1)]);
    await nextTurn();
    const later = asked.ask(1);
    await nextTurn();
    doubling.goOn();
    expect([await together, await later]).toEqual([[2, 2], 2]);
    expect(doubling.asked).toEqual([[1], [1]]);
  });

  it('gather while as many batches are under way as may be, and go out in batches that are not too large', async () => {
    const doubling = new Doubling();
    const asked = batches(doubling, { most: 3 });
    const answers = [];
    for (let request = 0; request < 10; request++) {
      answers.push(asked.ask(request));
      await nextTurn();
    }
    expect(doubling.asked).toEqual([[0], [1]]);
    for (let turn = 0; turn < 3; turn++) {
      doubling.goOn();
      await nextTurn();
    }
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 10 }, (_, request) => request * 2));
    expect(doubling.asked.slice(2)).toEqual([
      [2, 3, 4],
      [5, 6, 7],
      [8, 9],
    ]);
  });

  it('all fail when their batch does, and the next ones are answered', async () => {
    let failures = 1;
    const asked = batches({
      answer: (requests) =>
        failures-- > 0 ? Promise.reject(new Error('gone')) : Promise.resolve(requests.map((request) => request * 2)),
    });
    const failed = await Promise.allSettled([asked.ask(1), asked.ask(2)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await asked.ask(1)).toBe(2);
  });
});
