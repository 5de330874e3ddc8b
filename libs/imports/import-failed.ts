import type { ImportGuess } from '#contracts/imports/import-events';

/** A file that cannot be imported as a whole. The message tells the sender what to do. */
export class ImportFailed extends Error {
  override readonly name = 'ImportFailed';
  /** The guesses about the file until it was refused: its encoding, separator, columns and so on. */
  guesses: readonly ImportGuess[] = [];

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
