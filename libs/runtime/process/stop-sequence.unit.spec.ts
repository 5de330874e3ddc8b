import { StopSequence } from './stop-sequence';

function sequence() {
  const stopped: string[] = [];
  const failures: string[] = [];
  const stops = new StopSequence((name, error) => failures.push(`${name}: ${(error as Error).message}`));
  const add = (name: string, stop: () => Promise<void> = () => Promise.resolve()) =>
    stops.add(name, () => {
      stopped.push(name);
      return stop();
    });
  return { stops, stopped, failures, add };
}

it('stops in the reverse order of the start, one after the other', async () => {
  const { stops, stopped, add } = sequence();
  for (const name of ['postgres', 'broker', 'service', 'gateway']) add(name);
  await stops.run();
  expect(stopped).toEqual(['gateway', 'service', 'broker', 'postgres']);
});

it('goes on when a step fails, and says which', async () => {
  const { stops, stopped, failures, add } = sequence();
  add('postgres');
  add('service', () => Promise.reject(new Error('gone')));
  await stops.run();
  expect(stopped).toEqual(['service', 'postgres']);
  expect(failures).toEqual(['service: gone']);
});

it('goes on when a step takes too long, and says which', async () => {
  const { stops, stopped, failures, add } = sequence();
  add('postgres');
  add('service', () => new Promise(() => undefined));
  await stops.run(10);
  expect(stopped).toEqual(['service', 'postgres']);
  expect(failures).toEqual(['service: not stopped after 10 ms']);
});

it('stops once, however many ask', async () => {
  const { stops, stopped, add } = sequence();
  add('postgres');
  await Promise.all([stops.run(), stops.run()]);
  await stops.run();
  expect(stopped).toEqual(['postgres']);
});
