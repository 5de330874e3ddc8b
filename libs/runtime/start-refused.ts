/**
 * The program cannot start, or cannot go on, for a reason that its operator can mend. `message` is one or more whole
 * sentences, with no secret in them: it is printed as it is, and the exit code is 1.
 */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
