import type { ImportGuess } from '#contracts/imports/import-events';
import { KnownCells } from './known-cells';

/** Reads a cell in one of several formats; undefined if it does not fit. */
export type ReadAs<Format extends string> = (text: string, format: Format) => string | undefined;

export interface ColumnFormat<Format extends string> {
  readonly format: Format;
  readonly guess?: ImportGuess;
  /** Several formats fit, and cells mean different things in them. */
  readonly ambiguous?: { readonly example: string; readonly line: number; readonly readings: readonly string[] };
}

/** The first cell that means different things in several formats. */
interface Contested {
  readonly example: string;
  readonly line: number;
}

/** Decides one format for a whole column, from all of its cells, never per row. */
export class FormatSurvey<Format extends string> {
  private readonly fits = new Map<Format, number>();
  /** A cell that fits one format alone, by that format. */
  private readonly proofs = new Map<Format, string>();
  private readonly known = new KnownCells<ReadonlyMap<Format, string>>();
  private cells = 0;
  private contested: (Contested & { readonly readings: ReadonlyMap<Format, string> }) | undefined;

  constructor(
    /** As the guess is about it. */
    private readonly what: string,
    private readonly formats: readonly [Format, ...Format[]],
    private readonly read: ReadAs<Format>,
  ) {}

  /** `line`: of the file. */
  see(cell: string, line: number): void {
    const readings = this.known.of(cell, () => this.readingsOf(cell));
    this.cells++;
    for (const format of readings.keys()) this.fits.set(format, (this.fits.get(format) ?? 0) + 1);
    const [[only] = []] = readings.size === 1 ? readings : [];
    if (only !== undefined && !this.proofs.has(only)) this.proofs.set(only, cell);
    if (new Set(readings.values()).size > 1) this.contested ??= { example: cell, line, readings };
  }

  private readingsOf(cell: string): ReadonlyMap<Format, string> {
    const readings = new Map<Format, string>();
    for (const format of this.formats) {
      const reading = this.read(cell, format);
      if (reading !== undefined) readings.set(format, reading);
    }
    return readings;
  }

  decide(said: Format | undefined): ColumnFormat<Format> {
    const { what } = this;
    if (said) return { format: said, guess: { what, value: said, reason: 'as the mapping says' } };
    const best = Math.max(0, ...this.fits.values());
    const fitting = this.formats.filter((format) => (this.fits.get(format) ?? 0) === best);
    const [format = this.formats[0]] = fitting;
    if (best === 0) return { format };
    const reason = `fits ${best} of ${this.cells} cells`;
    // Cells prove several formats: no majority says how one that fits each of them was meant.
    const proven = [...this.proofs.keys()].filter((each) => this.contested?.readings.has(each));
    if (this.contested && proven.length > 1) {
      return { format, ambiguous: { ...this.contested, readings: proven } };
    }
    const readings = new Set(fitting.map((each) => this.contested?.readings.get(each)));
    if (this.contested && fitting.length > 1 && readings.size > 1) {
      return { format, ambiguous: { ...this.contested, readings: fitting } };
    }
    // If no cell distinguishes the formats, there is no guess to report.
    return this.proofs.size === 0 && this.fits.size > 1
      ? { format }
      : { format, guess: { what, value: format, reason } };
  }
}
