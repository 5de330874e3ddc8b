import type { ClientBase, Connection, Submittable } from 'pg';

/** The methods of a `pg` connection that send the data of a COPY. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** `COPY … FROM STDIN` with all of its data at hand. `pg` calls the handlers, as it does those of its own queries. */
class CopyIn implements Submittable {
  /**
   * `pg` replaces this if it has a timer running for the query. Unless the replacement is called, the timer runs on.
   */
  callback: (error: Error | null) => void;
  readonly done: Promise<void>;

  constructor(
    private readonly sql: string,
    private readonly chunks: readonly Buffer[],
  ) {
    let callback: CopyIn['callback'] = () => undefined;
    this.done = new Promise((resolve, reject) => {
      callback = (error) => (error ? reject(error) : resolve());
    });
    this.callback = callback;
  }

  submit(connection: Connection): void {
    connection.query(this.sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {
    // Only queries that count their rows need this.
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}

/** Sends lines in COPY's text format. */
export async function copyIn(client: ClientBase, sql: string, lines: CopyLines): Promise<void> {
  const copy = new CopyIn(sql, lines.chunks());
  client.query(copy);
  await copy.done;
}

const CHUNK_BYTES = 256 * 1_024;
const BYTES_PER_CHARACTER = 3;

/** Lines of text as bytes, so that the garbage collector has no objects of theirs to look at. */
export class CopyLines {
  count = 0;
  private readonly full: Buffer[] = [];
  private buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  private used = 0;

  add(line: string): void {
    const most = line.length * BYTES_PER_CHARACTER;
    if (this.used + most > this.buffer.length) {
      this.full.push(this.buffer.subarray(0, this.used));
      this.buffer = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, most));
      this.used = 0;
    }
    this.used += this.buffer.write(line, this.used);
    this.count += 1;
  }

  chunks(): readonly Buffer[] {
    return [...this.full, this.buffer.subarray(0, this.used)];
  }
}
