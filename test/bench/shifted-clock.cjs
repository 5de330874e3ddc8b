/** Makes the clock of a process differ from the machine's: `node --require <this>`, by `OPSLEDGER_BENCH_CLOCK_MS`. */
const ahead = Number(process.env.OPSLEDGER_BENCH_CLOCK_MS);
const { Date: MachineDate } = globalThis;
const now = () => MachineDate.now() + ahead;

function ShiftedDate(...parts) {
  if (new.target === undefined) return new MachineDate(now()).toString();
  return Reflect.construct(MachineDate, parts.length === 0 ? [now()] : parts, new.target);
}
// The prototype is the same: a date that Node itself makes is an instance of both.
Object.setPrototypeOf(ShiftedDate, MachineDate);
Object.defineProperty(ShiftedDate, 'prototype', { value: MachineDate.prototype });
Object.defineProperty(ShiftedDate, 'now', { value: now, writable: true, configurable: true });
globalThis.Date = ShiftedDate;
