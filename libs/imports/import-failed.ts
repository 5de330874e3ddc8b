/** A file that cannot be imported as a whole. The message tells the sender what to do. */
export class ImportFailed extends Error {
  override readonly name = 'ImportFailed';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
