/** A column has few texts that come again and again, such as dates and codes, or many that never do. */
const MAX_KNOWN = 1_000;
const LONGEST = 64;

/** Remembers the result of each text of a column, so that a text that comes again is not read again. */
export class KnownCells<Made> {
  private readonly known = new Map<string, Made>();

  of(text: string, make: () => Made): Made {
    const found = this.known.get(text);
    if (found !== undefined) return found;
    const made = make();
    if (text.length <= LONGEST && this.known.size < MAX_KNOWN) this.known.set(text, made);
    return made;
  }
}
