import { logFaultLines } from './log-fault-lines';

describe('the log lines of an event log that does not answer', () => {
  const error = new Error('connect ECONNREFUSED');

  it('are one for each operation at once, then one every five seconds with the number left out', () => {
    const lines: object[] = [];
    let time = 1_000;
    const say = logFaultLines({ warn: (fields: object) => void lines.push(fields) }, () => time);
    for (let attempt = 1; attempt <= 101; attempt++) say({ operation: 'append', attempt, error });
    say({ operation: 'read', attempt: 1, error });
    time += 4_999;
    say({ operation: 'append', attempt: 102, error });
    time += 1;
    say({ operation: 'append', attempt: 103, error });
    time += 60_000;
    say({ operation: 'append', attempt: 1, error });
    expect(lines).toEqual([
      { err: error, operation: 'append', attempt: 1, unsaid: 0 },
      { err: error, operation: 'read', attempt: 1, unsaid: 0 },
      { err: error, operation: 'append', attempt: 103, unsaid: 101 },
      { err: error, operation: 'append', attempt: 1, unsaid: 0 },
    ]);
  });
});
