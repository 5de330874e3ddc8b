import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CHART_FONT, CHART_HEIGHT, CHART_WIDTH, chartOption, type Chart } from './chart-option';

/** A report could not be drawn. */
export class ChartsNotDrawn extends Error {
  override readonly name = 'ChartsNotDrawn';
}

/** Twice the size of the page: sharp on the screens that people have. */
const SCALE = 2;
/**
 * From one picture to the next, and to the first one with the loading. A busy machine draws slowly; a chart that takes so
 * long has got stuck.
 */
const PATIENCE_MS = 8_000;
/** The libraries take 60 MB: the thread ends when no report is due. */
const IDLE_MS = 20_000;
const MAX_HEAP_MB = 256;
/** Of a report; the rest waits for its turn elsewhere. */
const MAX_WAITING = 50;

/** Runs alike from sources and from `dist`: it loads packages alone, by their resolved paths. */
const DRAW = `
  const { parentPort, workerData } = require('node:worker_threads');
  const echarts = require(workerData.echarts);
  const { renderAsync } = require(workerData.resvg);
  const { width, height, scale, fontFiles, fontFamily } = workerData;
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: fontFamily, sansSerifFamily: fontFamily };
  parentPort.on('message', async ({ at, option }) => {
    try {
      const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
      chart.setOption(option);
      const svg = chart.renderToSVGString();
      chart.dispose();
      const picture = await renderAsync(svg, { font, fitTo: { mode: 'zoom', value: scale } });
      parentPort.postMessage({ at, png: picture.asPng() });
    } catch (error) {
      parentPort.postMessage({ at, fault: String(error && error.message) });
    }
  });`;

interface Drawn {
  /** The place of the chart. */
  readonly at: number;
  readonly png?: Uint8Array;
  readonly fault?: string;
}

/**
 * Draws charts as PNG in a thread of its own, one report after the other: a chart takes a tenth of a second of a core. While
 * one is rendered, in a thread of the pool, the next one is laid out.
 */
export class ChartImages {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** @throws ChartsNotDrawn when one cannot be drawn, or takes too long */
  async draw(charts: readonly Chart[]): Promise<readonly Uint8Array[]> {
    if (this.waiting >= MAX_WAITING) throw new ChartsNotDrawn('too many reports wait to be drawn');
    this.waiting++;
    const turn = this.last.then(() => this.drawAll(charts));
    // Its caller gets the failure; the next one only waits for its end.
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.waiting--;
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async drawAll(charts: readonly Chart[]): Promise<Uint8Array[]> {
    clearTimeout(this.idle);
    if (charts.length === 0) return [];
    const worker = (this.worker ??= this.open());
    let failed: (error: Error) => void = () => undefined;
    const broken = new Promise<never>((_, reject) => {
      failed = (error) => reject(new ChartsNotDrawn('a chart could not be drawn', { cause: error }));
      worker.once('error', failed);
    });
    const late = setTimeout(() => failed(new Error('drawing takes too long')), PATIENCE_MS);
    try {
      return await Promise.race([this.drawEach(worker, charts, () => late.refresh()), broken]);
    } catch (error) {
      // A late answer would be taken for that of the next chart.
      await this.close();
      throw error;
    } finally {
      clearTimeout(late);
      worker.off('error', failed);
      if (this.worker) this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  private async drawEach(worker: Worker, charts: readonly Chart[], onDrawn: () => void): Promise<Uint8Array[]> {
    const options = charts.map(chartOption);
    const answers = messagesOf(worker, options.length, onDrawn);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    for (const [at, option] of options.entries()) worker.postMessage({ at, option });
    const pictures: Uint8Array[] = [];
    // All are awaited: none may be under way when the thread is ended.
    for (const { at, png, fault } of await answers) {
      if (!png) throw new ChartsNotDrawn(`a chart could not be drawn: ${fault ?? ''}`);
      pictures[at] = png;
    }
    return pictures;
  }

  private open(): Worker {
    const fonts = join(require.resolve('dejavu-fonts-ttf/package.json'), '..', 'ttf');
    const workerData = {
      echarts: require.resolve('echarts/dist/echarts.common.min.js'),
      resvg: require.resolve('@resvg/resvg-js'),
      width: CHART_WIDTH,
      height: CHART_HEIGHT,
      scale: SCALE,
      fontFamily: CHART_FONT,
      fontFiles: [join(fonts, 'DejaVuSans.ttf')],
    };
    const limits = { maxOldGenerationSizeMb: MAX_HEAP_MB };
    const worker = new Worker(DRAW, { eval: true, execArgv: [], workerData, resourceLimits: limits });
    worker.unref();
    // One that died by itself is not asked again.
    return worker.once('exit', () => {
      if (this.worker === worker) this.worker = undefined;
    });
  }
}

/** The next answers. */
function messagesOf(worker: Worker, count: number, onEach: () => void): Promise<readonly Drawn[]> {
  return new Promise((resolve) => {
    const drawn: Drawn[] = [];
    const take = (message: Drawn) => {
      drawn.push(message);
      onEach();
      if (drawn.length < count) return;
      worker.off('message', take);
      resolve(drawn);
    };
    worker.on('message', take);
  });
}
