const WIDTH = 30;

/** One line of a terminal that is overwritten while work goes on. Nothing where there is no terminal. */
export class ProgressBar {
  private shown = false;

  constructor(
    private readonly label: string,
    private readonly terminal: NodeJS.WriteStream = process.stderr,
  ) {}

  /** `share`: 0 to 1; `note`: rate, time left. */
  update(share: number, note = ''): void {
    if (!this.terminal.isTTY) return;
    const filled = Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
    const line = `${this.label} ${bar} ${(share * 100).toFixed(1).padStart(5)} %  ${note}`;
    this.terminal.write(`\r\u001B[2K${line.slice(0, this.terminal.columns - 1)}`);
    this.shown = true;
  }

  /** Clears the line. */
  finish(): void {
    if (this.shown) this.terminal.write('\r\u001B[2K');
  }
}
