import { bodyWith } from '../body-values';
import { isDelivered, type Json, type Story } from '../scenario';
import type { ClockShift, FactorySetup } from './factory-days';

/** The setup as the steps of a story make it: standards, the calendar of all lines, and the dates on which it is closed. */
export function factorySetup(
  { files, later }: Pick<Story, 'files' | 'later'>,
  today: string,
  timeZone: string,
): FactorySetup {
  const bodies = (contract: string): readonly Fields[] =>
    [...files, ...later]
      .flat()
      .flatMap((step) => (isDelivered(step) || step.send !== contract ? [] : [filled(step.body)]));
  const filled = (body: Json) =>
    bodyWith(body, {
      answerOf: () => '',
      person: () => ({}),
      secret: () => '',
      today,
      timeZone,
      day: today,
      seed: '',
    }) as Fields;
  const standards = bodies('SetProductStandard').toSorted((one, other) =>
    text(one.validFrom).localeCompare(text(other.validFrom)),
  );
  const runSeconds = new Map<string, number[]>();
  for (const { product, runSeconds: seconds } of standards) {
    runSeconds.set(text(product), [...(runSeconds.get(text(product)) ?? []), Number(seconds)]);
  }
  return {
    shifts: bodies('SetShiftCalendar').flatMap(({ shifts }) => shifts as unknown as readonly ClockShift[]),
    closed: new Set(bodies('SetShiftException').map(({ date }) => text(date))),
    runSeconds,
  };
}

type Fields = { readonly [field: string]: Json };
const text = (value: Json | undefined) => value as string;
