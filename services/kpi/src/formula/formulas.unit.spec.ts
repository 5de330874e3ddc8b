import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { KPIS, KPI_FLAGS, KPI_REASONS } from '#contracts/kpi/kpi-words';
import { figureOf } from '../figure/figure-of';
import { SUM_NAMES, total, totalOf, type Sums } from '../figure/sums';
import { formulaName } from './formula';
import { FORMULAS, currentFormula, formulaNamed } from './formulas';
import { shownFormulas } from './shown-formula';

const positive = fc
  .record(Object.fromEntries(SUM_NAMES.map((name) => [name, fc.bigInt({ min: 0n, max: 10n ** 15n })])))
  .map((totals): Sums => ({ totals, steps: {} }));

describe('the registry of formulas', () => {
  it('has every key figure, and each version once', () => {
    expect([...new Set(FORMULAS.map(({ id }) => id))]).toEqual(KPIS);
    expect(new Set(FORMULAS.map(formulaName)).size).toBe(FORMULAS.length);
  });

  it('finds a version by its name, and takes the newest where none is named', () => {
    expect(formulaNamed('oee@1')).toMatchObject({ id: 'oee', version: 1 });
    expect(formulaNamed('oee@3')).toBeUndefined();
    for (const id of KPIS) {
      const versions = FORMULAS.filter((formula) => formula.id === id).map(({ version }) => version);
      expect(currentFormula(id).version).toBe(Math.max(...versions));
      expect(versions).toEqual(versions.map((_, at) => at + 1));
    }
  });

  it('names every reason and flag that there is', () => {
    const shown = shownFormulas();
    expect(new Set(shown.flatMap(({ reasons }) => reasons))).toEqual(new Set(KPI_REASONS));
    expect(new Set(shown.flatMap(({ flags }) => flags))).toEqual(new Set(KPI_FLAGS));
  });

  it('has figures of 2 places, or null with one of the formula’s reasons, and only its flags', () => {
    fc.assert(
      fc.property(positive, (sums) => {
        FORMULAS.forEach((formula, at) => {
          const { value, reason, flags } = figureOf(formula, sums);
          const shown = shownFormulas()[at] as ReturnType<typeof shownFormulas>[0];
          if (value === null) expect(shown.reasons).toContain(reason);
          else expect(value).toMatch(/^-?\d+\.\d\d$/);
          for (const flag of flags) expect(shown.flags).toContain(flag);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('rounds numerator / denominator once, half-up, to the nearest hundredth', () => {
    const ratios = FORMULAS.filter(({ unit }) => unit === '%');
    fc.assert(
      fc.property(positive, (sums) => {
        for (const formula of ratios) {
          if (formula.making.kind !== 'ratio') continue;
          const { value } = figureOf(formula, sums);
          if (value === null) continue;
          const { numerator, denominator } = formula.making.ratio;
          const [above, below] = [totalOf(sums, numerator), totalOf(sums, denominator)];
          const hundredths = BigInt(value.replace('.', ''));
          // value − 0.005 ≤ 100 · above / below < value + 0.005
          expect((2n * hundredths - 1n) * below <= 20_000n * above).toBe(true);
          expect(20_000n * above < (2n * hundredths + 1n) * below).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has an oee that no factor lifts above 100, and that is the uncapped one where none is capped', () => {
    fc.assert(
      fc.property(positive, (drawn) => {
        const good = total(drawn, 'earnedGood');
        const totals = {
          ...drawn.totals,
          withoutStandard: 0n,
          earned: good + total(drawn, 'earned'),
          earnedGood: good,
        };
        const figure = figureOf(currentFormula('oee'), { ...drawn, totals });
        if (figure.value === null) return;
        expect(BigInt(figure.value.replace('.', '')) <= 10_000n).toBe(true);
        if (figure.flags.includes('CAPPED')) return;
        expect(figure.value).toBe(figureOf(currentFormula('oee_uncapped'), { ...drawn, totals }).value);
      }),
    );
  });
});

describe('docs/kpi.md', () => {
  it('has the table of the registry', () => {
    const text = readFileSync(path.join(__dirname, '../../../../docs/kpi.md'), 'utf8');
    const rows = text
      .split('\n')
      .filter((line) => /^\| `\w+@\d+`/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const words = (list: readonly string[]) => list.map((each) => `\`${each}\``).join(', ');
    const expected = shownFormulas().map((formula) => [
      `\`${formula.formula}\``,
      formula.current ? formula.name : `${formula.name}, before`,
      formula.definition,
      formula.unit,
      words(formula.reasons),
      words(formula.flags),
      words(formula.groupings),
    ]);
    expect(rows).toEqual(expected);
  });
});
