import type { LineageStandard } from '#contracts/kpi/get-kpi-lineage';
import { standardRowFor, type ProductOnLine, type ProductStandards } from './product-standards';

/** The standards of products that counted on a line and date, each once. */
export function tracedStandards(
  products: readonly string[],
  { standards, ...on }: Omit<ProductOnLine, 'product'> & { readonly standards: ProductStandards },
): LineageStandard[] {
  return [...new Set(products)].flatMap((product) => {
    const row = standardRowFor(standards, { product, ...on });
    if (!row) return [];
    const { runSeconds, labourHours, opportunities } = row.values;
    return [{ product, validFrom: row.validFrom, runSeconds, labourHours, opportunities }];
  });
}
