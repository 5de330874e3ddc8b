import { evolve } from '#contracts/declare/fold';
import { ProductStandardSet, type StandardValues } from '#contracts/kpi/product-standard-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';
import { inForce } from '../time/in-force';

/** The standard of a product from a business date on, for one line or all. */
export interface ProductStandard {
  readonly id: string;
  readonly lineId: string | null;
  readonly validFrom: string;
  readonly values: StandardValues;
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** All standards of an organisation. */
export interface ProductStandards {
  /** By the folded product. */
  readonly ofProduct: Map<string, readonly ProductStandard[]>;
  readonly count: number;
}

export const productStandards = aggregate(
  'kpi.product_standards',
  (): ProductStandards => ({ ofProduct: new Map(), count: 0 }),
  [
    evolve(ProductStandardSet, ({ ofProduct, count }, { data, revision }) => {
      const { standardId: id, product, lineId, validFrom } = data;
      const former = ofProduct.get(foldedText(product)) ?? [];
      const others = former.filter((each) => each.id !== id);
      const standard = { id, lineId, validFrom, values: standardValues(data), revision };
      ofProduct.set(foldedText(product), [...others, standard]);
      return { ofProduct, count: count + 1 + others.length - former.length };
    }),
  ],
  {
    mutates: true,
    bytes: ({ count }) => 500 * count,
    copy: ({ ofProduct, count }) => ({ ofProduct: new Map(ofProduct), count }),
  },
);

export function standardValues({
  runSeconds,
  labourHours,
  unitsPerPack,
  opportunities,
}: StandardValues): StandardValues {
  return { runSeconds, labourHours, unitsPerPack, opportunities };
}

/** The row of exactly this product, line and date. */
export function standardAt(
  { ofProduct }: ProductStandards,
  { product, lineId, validFrom }: { readonly product: string; readonly lineId?: string; readonly validFrom: string },
): ProductStandard | undefined {
  const rows = ofProduct.get(foldedText(product)) ?? [];
  return rows.find((each) => each.lineId === (lineId ?? null) && each.validFrom === validFrom);
}

/** As a part of the stream. */
export function standardIn(state: ProductStandards, at: Parameters<typeof standardAt>[1]): Thing | undefined {
  return standardAt(state, at);
}

/** The standard that counts for a product on a line and a business date: the line's own, else that of all lines. */
export function standardFor(standards: ProductStandards, at: ProductOnLine): StandardValues | undefined {
  return standardRowFor(standards, at)?.values;
}

export interface ProductOnLine {
  readonly product: string;
  readonly lineId: string;
  readonly date: string;
}

/** The row of that standard. */
export function standardRowFor(
  { ofProduct }: ProductStandards,
  { product, lineId, date }: ProductOnLine,
): ProductStandard | undefined {
  const rows = ofProduct.get(foldedText(product)) ?? [];
  const ofLine = (id: string | null) =>
    inForce(
      rows.filter((each) => each.lineId === id),
      date,
    );
  return ofLine(lineId) ?? ofLine(null);
}

/** The standards of an organisation as of now. */
export async function productStandardsOf(tenantId: string, lookup: Lookup): Promise<ProductStandards> {
  return (await lookup.state(productStandards, tenantId, tenantId)).state;
}

export type ProductStandardEvent = EventsOf<typeof productStandards>;
