/** Numbers that follow from a seed: the same on every machine. */
export class SeededRandom {
  private state: number;

  constructor(seed: string) {
    this.state = hashOf(seed);
  }

  /** From 0 up to, and without, 1. */
  share(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return least + this.share() * (most - least);
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.share() * values.length)] as Value;
  }

  /** How often something happens that happens `mean` times on average (Knuth's way to a Poisson distribution). */
  times(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.share(); product > limit; product *= this.share()) count++;
    return count;
  }

  /** Whole minutes, exponentially distributed, within bounds. */
  minutes(mean: number, { least, most }: { readonly least: number; readonly most: number }): number {
    return Math.round(Math.min(Math.max(-Math.log(1 - this.share()) * mean, least), most));
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
