import { randomInt, randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

type Id =
  | 'serviceId'
  | 'productId'
  | 'grantId'
  | 'ownerId'
  | 'payerId'
  | 'employeeId'
  | 'userId'
  | 'departmentId'
  | 'products'
  | 'unpaidProductId'
  | 'spareServiceId'
  | 'spareProductId'
  | 'spareGrantId';

const payment = { amount: '120', cycle: 'yearly', method: 'credit card', expiresOn: '2026-12-31' };

/** Two services of one owner; two products with payments, and grants of both; spare ones to be ended and paid. */
export const isolation: IsolationFixture<Id, 'auth.userId' | 'tenancy.employeeId' | 'tenancy.departmentId'> = {
  ids: [
    'serviceId',
    'productId',
    'grantId',
    'ownerId',
    'payerId',
    'employeeId',
    'userId',
    'departmentId',
    'products',
    'unpaidProductId',
    'spareServiceId',
    'spareProductId',
    'spareGrantId',
  ],
  uses: ['auth.userId', 'tenancy.employeeId', 'tenancy.departmentId'],
  async make({ create, organization: { admin }, used }) {
    const userId = used['auth.userId'];
    const employeeId = used['tenancy.employeeId'];
    const { id: serviceId } = await create('services', { name: 'Contoso', ownerId: userId });
    const { id: spareServiceId } = await create('services', { name: 'Fabrikam', ownerId: userId });
    const made = async (name: string) => (await create(`services/${serviceId}/products`, { name, ownerId: userId })).id;
    const [productId, otherId] = [await made('Mail'), await made('Chat')];
    const [unpaidProductId, spareProductId] = [await made('Wiki'), await made('Board')];
    for (const each of [productId, otherId]) {
      await create('payment-register', { ...payment, productId: each, payerId: userId });
    }
    const granted = async (of: string, holder: object) => (await create('grants', { productId: of, ...holder })).id;
    const grantId = await granted(productId, { employeeId });
    await granted(otherId, { employeeId });
    const spareGrantId = await granted(productId, { userId });
    await granted(otherId, { userId });
    const { id: otherDepartment } = await create('departments', { name: 'Laboratory' });
    const departmentId = used['tenancy.departmentId'];
    for (const each of [departmentId, otherDepartment]) {
      const { status } = await admin.put(`departments/${each}/grants`, { products: [productId] });
      if (status !== 200) throw new Error(`setting the grants of a department: ${status}`);
    }
    return {
      serviceId,
      productId,
      grantId,
      ownerId: userId,
      payerId: userId,
      employeeId,
      userId,
      departmentId,
      products: productId,
      unpaidProductId,
      spareServiceId,
      spareProductId,
      spareGrantId,
    };
  },
  instead: {
    EnterPayment: { productId: 'unpaidProductId' },
    DeleteService: { serviceId: 'spareServiceId' },
    DeleteProduct: { productId: 'spareProductId' },
    RevokeGrant: { grantId: 'spareGrantId' },
  },
  bodies: {
    CreateService: () => ({ name: randomUUID() }),
    ChangeService: () => ({ name: randomUUID() }),
    AddProduct: () => ({ name: randomUUID() }),
    ChangeProduct: () => ({ name: randomUUID() }),
    EnterPayment: (_, placed) =>
      placed === 'productId' ? { serviceId: undefined, productName: undefined } : { productName: randomUUID() },
    SetPayment: () => ({ invoice: randomUUID() }),
    // A day of the past, so that it overlaps with no other grant.
    GrantProduct: (_, placed) => {
      const day = new Date(Date.UTC(1950, 0, randomInt(20_000))).toISOString().slice(0, 10);
      return { startsOn: day, endsOn: day, ...(placed === 'userId' && { employeeId: undefined }) };
    },
  },
};
