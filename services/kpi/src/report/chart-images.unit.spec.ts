import type { Chart } from './chart-option';
import { ChartImages, ChartsNotDrawn } from './chart-images.adapter';

const images = new ChartImages();
afterAll(() => images.close());

const chart = (title: string): Chart => ({
  title,
  unit: ' %',
  points: ['70.00', null, '76.76'].map((value, at) => ({ label: `2026-03-0${at + 1}`, value, target: '75.00' })),
});

/** Width and height of a PNG. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

it('charts are pictures of the same size, with text in the font that is shipped (C20)', async () => {
  const [one, other, blank] = await images.draw([chart('Füllen: 76.76 %'), chart('Füllen: 76.77 %'), chart('')]);
  expect([one, other, blank].map((png) => sizeOf(png as Uint8Array))).toEqual([1, 2, 3].map(() => [1200, 480]));
  // No font: no text, and no difference.
  expect(Buffer.from(one as Uint8Array).equals(Buffer.from(other as Uint8Array))).toBe(false);
  expect((one as Uint8Array).length).toBeGreaterThan((blank as Uint8Array).length + 500);
});

it('a chart that cannot be drawn fails alone: the next report is drawn', async () => {
  const broken = { title: 'x', unit: '', points: null } as unknown as Chart;
  await expect(images.draw([broken])).rejects.toThrow(TypeError);
  const deep = { ...chart('x'), points: [{ label: { toString: null } as never, value: '1', target: null }] };
  const outcomes = await Promise.allSettled([images.draw([deep]), images.draw([chart('y')])]);
  expect(outcomes[1]?.status).toBe('fulfilled');
});

it('the event loop goes on while charts are drawn', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await images.draw(Array.from({ length: 4 }, () => chart('z')));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

it('more reports than may wait are refused', async () => {
  const asked = Array.from({ length: 60 }, () => images.draw([]));
  const outcomes = await Promise.allSettled(asked);
  const refused = outcomes.filter((each) => each.status === 'rejected').map(({ reason }) => reason as unknown);
  expect(refused).toHaveLength(10);
  expect(refused[0]).toBeInstanceOf(ChartsNotDrawn);
});
