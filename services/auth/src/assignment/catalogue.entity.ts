import { productDirectory, serviceDirectory } from '#contracts/inventory/product-directory';
import { mountDirectory } from '#libs/projections';

/** The services and products that can be assigned to users. */
export const services = mountDirectory('auth', serviceDirectory);
export const products = mountDirectory('auth', productDirectory);
