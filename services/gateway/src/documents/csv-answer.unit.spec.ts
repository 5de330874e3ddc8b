import { DomainError } from '#contracts/errors';
import { TablesUnderWay } from './csv-answer';

describe('tables under way', () => {
  const refusal = new DomainError('RATE_LIMITED', 'Too many lists are given whole at once; wait for one to end');

  it('are two of one caller at a time', () => {
    const tables = new TablesUnderWay();
    const [first] = [tables.begin('ada'), tables.begin('ada')];
    expect(() => tables.begin('ada')).toThrow(refusal);
    tables.begin('grace');
    first?.();
    // However often it is said that it has ended.
    first?.();
    tables.begin('ada');
    expect(() => tables.begin('ada')).toThrow(refusal);
  });

  it('are sixteen of all callers', () => {
    const tables = new TablesUnderWay();
    const ends = Array.from({ length: 16 }, (_, caller) => tables.begin(String(caller)));
    expect(() => tables.begin('another')).toThrow(refusal);
    ends[7]?.();
    tables.begin('another');
  });
});
