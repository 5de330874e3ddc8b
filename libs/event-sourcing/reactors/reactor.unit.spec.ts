import { on } from '#contracts/declare/on';
import { ItemChanged, ItemCreated } from '#contracts/inventory/item-events';
import { LocationCreated } from '#contracts/inventory/location-events';
import type { Recorded } from '#contracts/declare/recorded';
import { reactor, type ReactorDeclaration, type Wanted } from './reactor';

class Told {
  of!: string;
}
const tell = (of: string): readonly Wanted[] => [{ contract: Told, payload: { of } }];
const declared: ReactorDeclaration = {
  name: 'teller',
  service: 'test',
  from: 'start',
  on: [on(ItemCreated, ({ data }) => tell(data.name)), on(LocationCreated, ({ data }) => tell(data.code))],
  onRefusal: [on(ItemCreated, ({ data }, { code }) => tell(`${data.name} ${code}`))],
};
const recorded = (type: string, data: object) => ({ type, data }) as Recorded;
const refused = { wanted: { contract: Told, payload: {} }, code: 'LIMIT_REACHED' };

describe('a reactor', () => {
  const teller = reactor(declared);

  it('answers each type with what is declared for it', () => {
    expect(teller).toMatchObject({ name: 'test.teller', events: [ItemCreated, LocationCreated] });
    expect(teller.react(recorded('ItemCreated', { name: 'Flour' }))).toEqual(tell('Flour'));
    expect(teller.react(recorded('LocationCreated', { code: 'A-1' }))).toEqual(tell('A-1'));
    expect(teller.react(recorded('ItemChanged', { name: 'Rye' }))).toEqual([]);
  });

  it('answers a refusal where something is declared for the type', () => {
    expect(teller.onRefusal?.(recorded('ItemCreated', { name: 'Flour' }), refused)).toEqual(
      tell('Flour LIMIT_REACHED'),
    );
    expect(teller.onRefusal?.(recorded('LocationCreated', {}), refused)).toEqual([]);
  });

  it('is refused where a type is named twice', () => {
    const twice = [...declared.on, on(ItemCreated, () => [])];
    expect(() => reactor({ ...declared, on: twice })).toThrow('test.teller names ItemCreated twice');
  });

  it('is refused where it answers the refusal of a type that it does not answer', () => {
    const made = () => reactor({ ...declared, onRefusal: [on(ItemChanged, () => [])] });
    expect(made).toThrow('a refusal of ItemChanged, which it does not answer');
  });
});

it('compiles for a class of an event alone', () => {
  // The compiler is the test: a line that it takes is an error of `tsc`.
  const refused = [
    // @ts-expect-error -- a type in words has no class, so nobody declares it
    () => on('ItemCreated', () => []),
    // @ts-expect-error -- a class without a type is no event
    () => on(Told, () => []),
  ];
  expect(refused).toHaveLength(2);
});
