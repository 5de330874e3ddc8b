import { v5 } from 'uuid';
import { allContracts } from '#contracts/catalogue';
import { parse } from '#contracts/declare/validation';
import { bodyWith } from './body-values';
import { datedSteps } from './dated-steps';
import { readScenario } from './read-scenario';
import { isDelivered, type Json, type Scenario, type SentStep, type Step, type Story } from './scenario';
import { faultsOf } from './scenario-faults';

const NAMESPACE = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const contracts = new Map(allContracts().map((contract) => [contract.name, contract]));

/** A whole week, and days around the ends of months and of summer time. */
const DAYS = ['2026-02-28', '2026-03-01', '2026-03-29', '2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05'];

let scenario: Scenario;
beforeAll(async () => {
  scenario = await readScenario();
});

const story = (steps: readonly Step[]): Story => ({
  name: 'shop',
  people: { ada: { email: 'ada@shop.example', name: 'Ada', roles: ['admin'] } },
  files: [steps],
  later: [],
});
const step = (more: Partial<SentStep> & { readonly [field: string]: unknown }): Step => ({
  name: 'step',
  as: 'ada',
  send: 'CreateLocation',
  body: {},
  ...more,
});
const faults = (...steps: readonly Step[]) => faultsOf(story(steps), ['robin']);

describe('the scenario', () => {
  it.each(DAYS)('loaded on %s has a name of its own and a valid body for each step', (today) => {
    for (const { name: folder, files, later, people } of scenario.organizations) {
      const dated = [...files, ...later].flatMap((file) => datedSteps(file, { today, timeZone: 'Europe/Copenhagen' }));
      const names = dated.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
      for (const { name, step: sentStep, day, effectiveAt } of dated) {
        const person = (named: string) => ({ ...people[named], password: 'long enough to be one', roles: undefined });
        const filled = bodyWith(sentStep.body, {
          answerOf: (named, path) => v5(`${named} ${path}`, NAMESPACE),
          person: (named) => JSON.parse(JSON.stringify(person(named))) as { [field: string]: Json },
          secret: (named) => `whsec_${named}`,
          today,
          timeZone: 'Europe/Copenhagen',
          day,
          seed: `${folder}/${name}`,
        }) as object;
        if (isDelivered(sentStep)) continue;
        const stored = contracts.get(sentStep.send)?.upload?.field;
        const fileId = stored === undefined ? {} : { [stored]: v5('a file', NAMESPACE) };
        const sent = { ...filled, ...fileId, ...(effectiveAt !== undefined && { effectiveAt }) };
        expect(() => parse(contracts.get(sentStep.send)?.type as never, sent)).not.toThrow();
      }
    }
  });

  it('is refused with every fault of its steps', () => {
    expect(
      faults(
        step({ name: 'place', body: { parentId: { $ref: 'cellar' } } }),
        step({ name: 'place', as: 'eve', send: 'BuildLocation', body: { on: { $today: 1 } } }),
        step({ name: 'late', on: 1, at: '24:00', until: {} }),
        step({ name: 'both', on: -1, every: ['monday'], at: '09:00', hour: 9 }),
        step({ name: 'never', weeks: [0], on: -1 }),
        step({ name: 'plain', file: 'text' }),
        step({ name: 'table', send: 'StartImport', file: { year: 'weather' as never }, within: 3 }),
        step({ name: 'hours', send: 'StartImport', file: { year: 'attendance', staff: [{ $ref: 'eve' }] } }),
        { name: 'call', deliver: 'nowhere', answers: 401, body: {} },
      ),
    ).toEqual([
      'shop/place: no step before it is named cellar',
      'shop/place: $today is no value of a body',
      'shop/place: there is no contract BuildLocation',
      'shop/place: there is nobody eve',
      'shop/place: an earlier step has this name',
      'shop/never: weeks goes with every',
      'shop/never: a day and at go together',
      'shop/plain: file is for an upload, and an upload has one',
      'shop/table: within goes with until',
      'shop/table: file has a year of no such kind',
      'shop/hours: no step before it is named eve',
      'shop/call: a delivery has a day',
      'shop/call: a bad signature and the answer 401 go together',
      'shop/call: no step before it is named nowhere',
      'shop/late: until is for a query',
      'shop/late: on counts days before the day of loading',
      'shop/late: at is HH:MM',
      'shop/both: hour is no field of a step',
      'shop/both: has every and on',
    ]);
  });

  it('may name people, and steps of an earlier file', () => {
    const made = step({ name: 'cellar', as: 'robin' });
    const within = step({ name: 'rack', body: { parentId: { $ref: 'cellar' }, ownerId: { $ref: 'ada' } } });
    expect(faultsOf({ ...story([]), files: [[made], [within]] }, ['robin'])).toEqual([]);
  });
});
