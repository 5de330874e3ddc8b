import type { DataSource } from 'typeorm';

/** The view of an entity's rows, as SQL names it. */
export function viewOf({ dataSource }: { readonly dataSource: DataSource }, entity: new () => object): string {
  return dataSource.getMetadata(entity).tablePath;
}
