import type { HeldStock } from './held-stock';
import type { Lot } from './lots';
import type { StockReservation } from './reservations';

/** Lots and reservations in a snapshot of a ledger, short, since an item can have many lots. */
export interface HeldJson {
  readonly lots: readonly LotJson[];
  readonly reservations: readonly (readonly [id: string, reservation: ReservationJson])[];
  readonly since: number | null;
}

type LotJson = readonly [
  number: string,
  expiresOn: string | null,
  arrived: readonly [at: number, revision: number, ordinal: number] | null,
  ...changes: [] | [Lot['expiries'], Lot['states']],
];

type ReservationJson = Omit<StockReservation, 'quantity' | 'uses'> & {
  readonly quantity: string;
  readonly uses: readonly (Omit<StockReservation['uses'][number], 'quantity'> & { readonly quantity: string })[];
};

export function heldJson({ lots, reservations, heldSince }: HeldStock): HeldJson {
  return {
    lots: [...lots].map(([number, lot]) => lotJson(number, lot)),
    reservations: [...reservations].map(([id, { quantity, uses, ...reservation }]) => {
      const usesJson = uses.map((use) => ({ ...use, quantity: String(use.quantity) }));
      return [id, { ...reservation, quantity: String(quantity), uses: usesJson }];
    }),
    since: Number.isFinite(heldSince) ? heldSince : null,
  };
}

export function heldIn({ lots, reservations, since }: HeldJson): HeldStock {
  return {
    lots: new Map(lots.map(lotIn)),
    reservations: new Map(
      reservations.map(([id, { quantity, uses, ...reservation }]) => {
        const usesIn = uses.map((use) => ({ ...use, quantity: BigInt(use.quantity) }));
        return [id, { ...reservation, quantity: BigInt(quantity), uses: usesIn }];
      }),
    ),
    heldSince: since ?? Number.NEGATIVE_INFINITY,
    ended: reservations.filter(([, { isClosed }]) => isClosed).length,
    keepsAll: false,
  };
}

function lotJson(number: string, { expiresOn, arrivals, expiries, states }: Lot): LotJson {
  const [first] = arrivals;
  const arrived = first ? ([first.place.at, first.place.revision, first.place.ordinal] as const) : null;
  if (expiries.length === 0 && states.length === 0) return [number, expiresOn, arrived];
  return [number, expiresOn, arrived, expiries, states];
}

/** A ledger needs the place of an arrival alone: after a reversal the whole history decides. */
function lotIn([number, expiresOn, arrived, expiries = [], states = []]: LotJson): [string, Lot] {
  const arrivals = arrived
    ? [{ movementId: '', place: { at: arrived[0], revision: arrived[1], ordinal: arrived[2] } }]
    : [];
  return [number, { expiresOn, arrivals, expiries, states }];
}
