/** The command was called in a way that makes no sense: exit code 2. `message` is a sentence that says how to. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
