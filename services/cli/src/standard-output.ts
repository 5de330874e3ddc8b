import { once } from 'node:events';

/** The reader of standard output has left, as `head` does: there is nobody to write for, and no fault. */
export class ReaderLeft extends Error {
  override readonly name = 'ReaderLeft';
}

let hasLeft = false;
let mayLose = false;

/** The errors of a disk that takes no more. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/** For a command that serves: its lines are worth less than its work. */
export function loseLines(): void {
  mayLose = true;
}

/** `opsledger … | head`: when the reader leaves, a command that changes something still ends its work. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (mayLose && FULL.has(error.code ?? '')) return;
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) hasLeft = true;
    });
  }
}

/**
 * Writes a line at the pace of its reader.
 *
 * @throws ReaderLeft
 */
export async function writeLine(text: string): Promise<void> {
  if (hasLeft) throw new ReaderLeft();
  if (process.stdout.write(`${text}\n`)) return;
  try {
    await once(process.stdout, 'drain');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EPIPE' ? new ReaderLeft() : error;
  }
}
