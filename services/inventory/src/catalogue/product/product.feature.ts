import { AddProduct } from '#contracts/inventory/add-product';
import { ChangeProduct } from '#contracts/inventory/change-product';
import { DeleteProduct } from '#contracts/inventory/delete-product';
import { ImportProduct } from '#contracts/inventory/import-product';
import { GetProduct } from '#contracts/inventory/get-product';
import { ListProducts, type ProductDetails } from '#contracts/inventory/list-products';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { catalogueUsers } from '../service/catalogue-lookups.provider';
import { catalogueService, type CatalogueService } from '../service/catalogue-service';
import { addProduct } from './add-product';
import { changeProduct } from './change-product';
import { deleteProduct } from './delete-product';
import { ProductRow } from './product.entity';
import { ownersOfProduct, ownersOfService } from '../service/owned-product';
import { ServiceRow } from '../service/service.entity';
import { isShownService } from './list-products.query';
import { importProduct, productNamed } from './import-product';
import { productImported } from './product-imported';
import { productImport } from './product.import';
import { productMade } from './product-made';
import { productProjection } from './product.projection';

interface OfProduct {
  readonly serviceId: string;
  readonly productId: string;
}

/** A command about a product: within the services and products that are assigned to the caller. */
const ofProduct = {
  on: catalogueService,
  id: ({ serviceId }: OfProduct) => serviceId,
  scopeOf: (state: CatalogueService, { productId }: OfProduct) => ownersOfProduct(state, productId),
  thing: ({ products }: CatalogueService, { productId: id }: OfProduct) => {
    const product = products.get(id);
    return product && { id, revision: product.revision };
  },
};

/** The product that a row of an import is about. */
function importedProduct(state: CatalogueService, { name }: { readonly name: string }) {
  const known = productNamed(state, name);
  return known && { id: known.productId, revision: known.revision };
}

function shownProduct(row: ProductRow): ProductDetails {
  const { productId: id, serviceId, name, plan, seats, ownerId, status, createdAt, updatedAt } = row;
  return { id, serviceId, name, plan, seats, ownerId, status, createdAt, updatedAt };
}

export const productFeature: Feature = {
  wirings: [
    command(AddProduct, {
      on: catalogueService,
      id: ({ serviceId }) => serviceId,
      scopeOf: ownersOfService,
      facts: catalogueUsers,
      decide: addProduct,
      answer: productMade,
    }),
    command(ChangeProduct, { ...ofProduct, facts: catalogueUsers, decide: changeProduct }),
    command(DeleteProduct, {
      ...ofProduct,
      decide: deleteProduct,
      answer: ({ productId: id }, { revision }) => ({ id, revision }),
    }),
    command(ImportProduct, {
      on: catalogueService,
      id: ({ serviceId }) => serviceId,
      thing: importedProduct,
      facts: catalogueUsers,
      decide: importProduct,
      answer: productImported,
    }),
    list(ListProducts, {
      entity: ProductRow,
      within: { noun: 'service', reads: [ServiceRow], isThere: isShownService },
      filters: { serviceId: equals('serviceId'), ownerId: equals('ownerId'), status: equals('status') },
      show: shownProduct,
      get: { query: GetProduct, key: 'productId', noun: 'product' },
    }),
  ],
  projections: [productProjection],
  imports: [productImport],
};
