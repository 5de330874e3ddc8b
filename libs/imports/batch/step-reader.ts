import type { ChunkReader, ChunkRow } from './chunk-reader';

export interface Chunk {
  readonly chunk: number;
  readonly rows: readonly ChunkRow[];
}

/** Chunks from one on, and before another. */
interface ChunksFrom {
  readonly from: number;
  readonly before: number;
}

/**
 * Reads the chunks of a step. Those of the next one are read while this one is carried out, which mostly waits for the
 * database.
 */
export class StepReader {
  private ahead: (ChunksFrom & { readonly chunks: Promise<readonly Chunk[]> }) | undefined;

  constructor(private readonly reader: Pick<ChunkReader, 'read' | 'close'>) {}

  /** `next`: the step that follows. */
  async read(step: ChunksFrom, next: ChunksFrom | undefined): Promise<readonly Chunk[]> {
    const { ahead } = this;
    this.ahead = undefined;
    const isNext = ahead?.from === step.from && ahead.before === step.before;
    // Nobody needs these chunks any more: only the end of their reading is waited for.
    if (!isNext) await ahead?.chunks.catch(() => undefined);
    const chunks = isNext ? await ahead.chunks : await this.readNow(step);
    if (next) {
      this.ahead = { ...next, chunks: this.readNow(next) };
      // A failure is reported to the step that needs the chunks.
      this.ahead.chunks.catch(() => undefined);
    }
    return chunks;
  }

  async close(): Promise<void> {
    // Likewise.
    await this.ahead?.chunks.catch(() => undefined);
    this.ahead = undefined;
    await this.reader.close();
  }

  private async readNow({ from, before }: ChunksFrom): Promise<readonly Chunk[]> {
    const chunks: Chunk[] = [];
    for (let chunk = from; chunk < before; chunk++) chunks.push({ chunk, rows: await this.reader.read(chunk) });
    return chunks;
  }
}
