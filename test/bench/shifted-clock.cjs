/** Makes the clock of a process differ from the machine's: `node --require <this>`, by `OPSLEDGER_BENCH_CLOCK_MS`. */
const ahead = Number(process.env.OPSLEDGER_BENCH_CLOCK_MS);
const { Date: MachineDate } = globalThis;

globalThis.Date = class Date extends MachineDate {
  constructor(...parts) {
    if (parts.length === 0) super(MachineDate.now() + ahead);
    else super(...parts);
  }

  static now() {
    return MachineDate.now() + ahead;
  }
};
