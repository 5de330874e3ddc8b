import { evolve } from '#contracts/declare/fold';
import {
  ProductGrantEndAnnounced,
  ProductGrantExpired,
  ProductGrantLeaveSet,
  ProductGrantRevoked,
  ProductGranted,
  type GrantStage,
} from '#contracts/inventory/grant-events';
import { PaymentExpiryAnnounced, ProductPaymentSet } from '#contracts/inventory/payment-events';
import {
  ProductAdded,
  ProductChanged,
  ProductDeleted,
  ProductOverdue,
  ProductPaid,
} from '#contracts/inventory/product-events';
import { ServiceChanged, ServiceCreated, ServiceDeleted } from '#contracts/inventory/service-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';
import type { Announced, Payment } from '../payment/payment-term';

/** The details of a service, as recorded last. */
export type ServiceDetailsState = Omit<ServiceChanged, 'serviceId'>;

/** The details of a product, as recorded last. */
export type ProductDetailsState = Omit<ProductChanged, 'serviceId' | 'productId'>;

export interface CatalogueProduct {
  readonly details: ProductDetailsState;
  readonly status: 'active' | 'overdue';
  /** Of the last event that changed what the product shows: its entity tag. */
  readonly revision: number;
  /** Null: nobody has recorded one. */
  readonly payment: Payment | null;
  readonly announced: Announced | null;
}

/** A grant that has not been recorded as ended; whether it holds a seat depends on the moment. */
export interface GrantState {
  readonly productId: string;
  /** An employee's or a user's id. */
  readonly holderId: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Epoch milliseconds, exclusive: its seat is free then; null: when it is revoked. */
  readonly endsAt: number | null;
  /** The end that it was given itself, which a leave of its holder may precede. */
  readonly ownEndsAt: number | null;
  readonly endsOn: string | null;
  /** The last stage of its end that was announced. */
  readonly announced: GrantStage | null;
  readonly revision: number;
}

/** A service with its products and grants, as decisions see it: see ADR 64. */
export interface CatalogueService {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly serviceId: string;
  readonly details: ServiceDetailsState;
  /** Of the last event that changed what the service shows, its products included: its entity tag. */
  readonly revision: number;
  readonly products: Map<string, CatalogueProduct>;
  readonly grants: Map<string, GrantState>;
}

const NOTHING: ServiceDetailsState = { name: '', category: null, ownerId: null, url: null, note: null };

const initial = (): CatalogueService => ({
  status: 'absent',
  serviceId: '',
  details: NOTHING,
  revision: -1,
  products: new Map(),
  grants: new Map(),
});

export const catalogueService = aggregate(
  'inventory.service',
  initial,
  [
    evolve(ServiceCreated, (state, { data: { serviceId, ...details }, revision }) => ({
      ...state,
      status: 'active',
      serviceId,
      details,
      revision,
    })),
    evolve(ServiceChanged, (state, { data: { serviceId: _, ...details }, revision }) => ({
      ...state,
      details,
      revision,
    })),
    evolve(ServiceDeleted, (state, { revision }) => ({ ...state, status: 'deleted', revision })),
    evolve(ProductAdded, (state, { data: { serviceId: _, productId, ...details }, revision }) => {
      const fresh = { status: 'active', payment: null, announced: null } as const;
      state.products.set(productId, { ...fresh, details, revision });
      return { ...state, revision };
    }),
    evolve(ProductChanged, (state, { data: { serviceId: _, productId, ...details }, revision }) =>
      withProduct(state, productId, { details, revision }, revision),
    ),
    evolve(ProductOverdue, (state, { data: { productId }, revision }) =>
      withProduct(state, productId, { status: 'overdue', revision }, revision),
    ),
    evolve(ProductPaid, (state, { data: { productId }, revision }) =>
      withProduct(state, productId, { status: 'active', revision }, revision),
    ),
    evolve(ProductDeleted, (state, { data: { productId }, revision }) => {
      state.products.delete(productId);
      return { ...state, revision };
    }),
    evolve(ProductPaymentSet, (state, { data: { serviceId: _, productId, ...payment } }) => {
      return withProduct(state, productId, { payment });
    }),
    evolve(PaymentExpiryAnnounced, (state, { data: { productId, termEndsOn, stage } }) =>
      withProduct(state, productId, { announced: { termEndsOn, stage } }),
    ),
    evolve(ProductGranted, (state, { data, revision }) => {
      state.grants.set(data.grantId, grantIn(data, revision));
      return state;
    }),
    evolve(ProductGrantRevoked, (state, { data: { grantId } }) => withoutGrant(state, grantId)),
    evolve(ProductGrantExpired, (state, { data: { grantId } }) => withoutGrant(state, grantId)),
    evolve(ProductGrantLeaveSet, (state, { data: { grantId, leavesAt } }) => {
      const grant = state.grants.get(grantId);
      if (grant) state.grants.set(grantId, { ...grant, endsAt: earlier(grant.ownEndsAt, leavesAt) });
      return state;
    }),
    evolve(ProductGrantEndAnnounced, (state, { data: { grantId, stage: announced } }) => {
      const grant = state.grants.get(grantId);
      if (grant) state.grants.set(grantId, { ...grant, announced });
      return state;
    }),
  ],
  {
    mutates: true,
    copy: (state) => ({ ...state, products: new Map(state.products), grants: new Map(state.grants) }),
    /** The name is unique in the organisation, compared without case; that of a deleted service is free. */
    reserve: ({ status, details: { name } }) => (status === 'active' ? [serviceNameOf(name)] : []),
    snapshot: {
      version: 2,
      toJson: ({ products, grants, ...state }) => ({ ...state, products: [...products], grants: [...grants] }),
      fromJson: ({ products, grants, ...state }: Stored) => ({
        ...state,
        products: new Map(products),
        grants: new Map(grants),
      }),
    },
  },
);

type Stored = Omit<CatalogueService, 'products' | 'grants'> & {
  readonly products: readonly (readonly [string, CatalogueProduct])[];
  readonly grants: readonly (readonly [string, GrantState])[];
};

export type CatalogueEvent = EventsOf<typeof catalogueService>;

/** The unique value of a service's name. */
export function serviceNameOf(name: string): UniqueValue {
  return { unique: 'service_name', scope: 'tenant', value: foldedText(name), pointer: '/name' };
}

/** `revision`: of the service, where the change shows there. */
function withProduct(
  state: CatalogueService,
  productId: string,
  changed: Partial<CatalogueProduct>,
  revision = state.revision,
): CatalogueService {
  const product = state.products.get(productId);
  if (product) state.products.set(productId, { ...product, ...changed });
  return { ...state, revision };
}

function grantIn(data: ProductGranted, revision: number): GrantState {
  const { productId, employeeId, userId, startsAt, endsAt, endsOn } = data;
  const ownEndsAt = endsAt === null ? null : Date.parse(endsAt);
  return {
    productId,
    holderId: employeeId ?? userId ?? '',
    startsAt: Date.parse(startsAt),
    endsAt: ownEndsAt,
    ownEndsAt,
    endsOn,
    announced: null,
    revision,
  };
}

function withoutGrant(state: CatalogueService, grantId: string): CatalogueService {
  state.grants.delete(grantId);
  return state;
}

/** The end of a seat, by the grant's own end and the leave of its holder. */
export function earlier(ownEndsAt: number | null, leavesAt: string | null): number | null {
  if (leavesAt === null) return ownEndsAt;
  const leave = Date.parse(leavesAt);
  return ownEndsAt === null ? leave : Math.min(ownEndsAt, leave);
}
