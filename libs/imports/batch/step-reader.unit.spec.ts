import { StepReader } from './step-reader';

function reading() {
  const read: number[] = [];
  const reader = {
    read: (chunk: number) => {
      read.push(chunk);
      return chunk === 9 ? Promise.reject(new Error('the file is gone')) : Promise.resolve([]);
    },
    close: () => Promise.resolve(),
  };
  return { read, steps: new StepReader(reader) };
}

it('reads each chunk once, those of the next step before it is asked for', async () => {
  const { read, steps } = reading();
  const first = await steps.read({ from: 0, before: 2 }, { from: 2, before: 3 });
  expect(first.map(({ chunk }) => chunk)).toEqual([0, 1]);
  expect(read).toEqual([0, 1, 2]);
  expect((await steps.read({ from: 2, before: 3 }, undefined)).map(({ chunk }) => chunk)).toEqual([2]);
  expect(read).toEqual([0, 1, 2]);
});

it('reads another step than the next one when it is asked for that', async () => {
  const { read, steps } = reading();
  await steps.read({ from: 0, before: 1 }, { from: 1, before: 2 });
  expect((await steps.read({ from: 0, before: 1 }, undefined)).map(({ chunk }) => chunk)).toEqual([0]);
  expect(read).toEqual([0, 1, 0]);
});

it('reports a failure to the step that needs the chunks, and closes after it', async () => {
  const { steps } = reading();
  expect(await steps.read({ from: 8, before: 9 }, { from: 9, before: 10 })).toHaveLength(1);
  await expect(steps.read({ from: 9, before: 10 }, undefined)).rejects.toThrow('the file is gone');
  await steps.read({ from: 8, before: 9 }, { from: 9, before: 10 });
  await expect(steps.close()).resolves.toBeUndefined();
});
