import type { EntityManager } from 'typeorm';
import type { Trace, TracedFigure, TracedSource } from '../figure/cell-source.query';
import { dayName, dayNamed } from '../figure/day-name';
import { knownSetup } from './known-setup.query';
import { lineCells } from './line-cells.query';
import { DayReader } from './moment-days.query';
import { standingLines } from './standing-lines';
import { tracedDay } from './traced-day';
import { withinGroup, withinLines } from './within';

/** Production entries and stops of lines, with what figures were made of. */
export const lineSource: TracedSource = { ...lineCells, trace: traceOfLines };

/** By business date and line. */
async function traceOfLines(figure: TracedFigure, rows: EntityManager): Promise<Trace> {
  const { question, group } = figure;
  const setup = await knownSetup(question, rows, ['organization', 'line']);
  const within = withinGroup(standingLines(withinLines(question, setup), setup), group, setup);
  if (within.lineIds?.length === 0) return { names: [], read: async () => [] };
  const reader = await DayReader.open(within, rows);
  return {
    names: (await reader.places()).map(dayName),
    read: async (names) => {
      const places = names.map(dayNamed).flatMap(({ date, lineId }) => (lineId === null ? [] : { date, lineId }));
      return (await reader.figuresAt(places)).map((day) => tracedDay(day, figure));
    },
  };
}
