/** The command was called in a wrong way: exit code 2. `message` is a sentence that says how to call it. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
