import { on } from '#contracts/declare/on';
import { CountColumn, IdColumn, QuantityColumn, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';
import { type Projection, change, projection } from '..';
import { Moved } from './stock.fixture';

/** The same table one release later, with one more column. */
@ReadModel({ schema: 'stock', table: 'level', version: 2 })
class LevelTwo {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TextColumn({ nullable: true }) name!: string | null;
  @QuantityColumn() onHand!: string;
  @CountColumn() moves!: number;
  @CountColumn() arrivals!: number;
}

export const levelsTwo: Projection = projection({
  name: 'level',
  service: 'stock',
  version: 2,
  tables: [LevelTwo],
  keyColumn: 'itemId',
  key: ({ data }) => (data as Moved).itemId,
  on: [
    on(Moved, ({ tenantId, data: { itemId, quantity } }) => [
      change(LevelTwo, { tenantId, itemId }, (row) => ({
        tenantId,
        itemId,
        name: null,
        onHand: String((Math.round(Number(row?.onHand ?? 0) * 1000) + quantity) / 1000),
        moves: (row?.moves ?? 0) + 1,
        arrivals: (row?.arrivals ?? 0) + (quantity > 0 ? 1 : 0),
      })),
    ]),
  ],
});
