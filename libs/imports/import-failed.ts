/** A file as a whole that can't be imported: told to the person who sent it, with what to do. */
export class ImportFailed extends Error {
  override readonly name = 'ImportFailed';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
