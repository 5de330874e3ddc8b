/**
 * Moves the clock of a process: `node --require <this>`. It goes ahead of the machine's by as many milliseconds as the
 * file says that `OPSLEDGER_TEST_CLOCK` names; the file is read at the start and at each SIGUSR2.
 */
const { readFileSync } = require('node:fs');

const file = process.env.OPSLEDGER_TEST_CLOCK;
const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);
let ahead = 0;
const read = () => (ahead = Number(readFileSync(file, 'utf8')));

RealDate.now = () => realNow() + ahead;
globalThis.Date = new Proxy(RealDate, {
  construct: (of, given, as) => Reflect.construct(of, given.length === 0 ? [RealDate.now()] : given, as),
  apply: () => new RealDate(RealDate.now()).toString(),
});
RealDate.prototype.constructor = globalThis.Date;
read();
process.on('SIGUSR2', read);
