import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** The refusal tells the number of grants that have not ended. */
@Command({
  subject: 'inventory.delete-product',
  permission: 'catalogue.product.manage',
  route: 'DELETE /services/{serviceId}/products/{productId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a product that has no live grants',
  answers: Created,
  refuses: ['CONFLICT'],
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class DeleteProduct {
  @Id() serviceId!: string;
  @Id() productId!: string;
}
