import { MAX_PRODUCTS } from '#contracts/inventory/service-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import {
  ADA,
  CHAT,
  MAIL,
  MARY,
  SERVICE,
  USERS,
  granted,
  productOf,
  revoked,
  serviceCreated,
} from '../catalogue.fixture';
import { addProduct } from '../product/add-product';
import { changeProduct } from '../product/change-product';
import { deleteProduct } from '../product/delete-product';
import { catalogueService } from './catalogue-service';
import { changeService } from './change-service';
import { createService } from './create-service';
import { deleteService } from './delete-service';

const facts = { facts: USERS };
const serviceId = SERVICE;
const mail = given(catalogueService, serviceCreated(), productOf());

describe('a service', () => {
  it('is created with an owner who is a user', () => {
    given(catalogueService)
      .when(createService, { name: 'Contoso', ownerId: ADA }, facts)
      .then(serviceCreated({ ownerId: ADA }));
    given(catalogueService).when(createService, { name: 'Contoso', ownerId: MARY }, facts).thenRefused('NOT_FOUND');
  });

  it('is replaced as a whole, and keeps an owner who has left', () => {
    const owned = given(catalogueService, serviceCreated({ ownerId: MARY, note: 'Old' }));
    owned
      .when(changeService, { serviceId, name: 'Contoso', ownerId: MARY }, facts)
      .thenMatching({ type: 'ServiceChanged', data: { ownerId: MARY, note: null } });
    owned.when(changeService, { serviceId, name: 'Contoso', ownerId: MARY, note: 'Old' }, facts).thenNothing();
  });

  it('is deleted with its products, and only without live grants', () => {
    mail.when(deleteService, { serviceId }).thenMatching({ type: 'ProductDeleted' }, { type: 'ServiceDeleted' });
    const held = given(catalogueService, serviceCreated(), productOf(), granted('one'), granted('two'));
    held.when(deleteService, { serviceId }).thenRefused('CONFLICT', { grants: 2 });
    held.when(deleteProduct, { serviceId, productId: MAIL }).thenRefused('CONFLICT', { grants: 2 });
    const ended = granted('three', { endsOn: '2026-01-30', endsAt: GIVEN.now });
    given(catalogueService, serviceCreated(), productOf(), granted('one'), revoked('one'), ended)
      .when(deleteService, { serviceId })
      .thenMatching({ type: 'ProductDeleted' }, { type: 'ServiceDeleted' });
    const gone = given(catalogueService, ...mail.when(deleteService, { serviceId }).events());
    gone.when(changeService, { serviceId, name: 'X' }, facts).thenRefused('NOT_FOUND');
  });

  it('keeps its state in a snapshot', () => {
    const { initial, evolve, snapshot } = catalogueService;
    const events = [serviceCreated(), productOf(), granted('one')];
    const state = events.reduce(
      (folded, each, revision) => evolve(folded, { ...each, revision, occurredAt: GIVEN.now }),
      initial(),
    );
    const stored = JSON.parse(JSON.stringify(snapshot?.toJson(state))) as never;
    expect(snapshot?.fromJson(stored)).toEqual(state);
  });
});

describe('a product', () => {
  it('has a name that is unique in its service, in any case', () => {
    mail.when(addProduct, { serviceId, name: 'MAIL' }, facts).thenRefused('DUPLICATE');
    mail
      .when(addProduct, { serviceId, name: 'Chat', seats: 3 }, facts)
      .thenMatching({ data: { name: 'Chat', seats: 3 } });
    const two = given(catalogueService, serviceCreated(), productOf(), productOf({ productId: CHAT, name: 'Chat' }));
    two.when(changeProduct, { serviceId, productId: CHAT, name: 'mail' }, facts).thenRefused('DUPLICATE');
    two
      .when(changeProduct, { serviceId, productId: CHAT, name: 'CHAT' }, facts)
      .thenMatching({ data: { name: 'CHAT' } });
  });

  it('keeps at least the seats that are or will be taken', () => {
    const [first, second] = [
      granted('one', { endsOn: '2026-02-28', endsAt: '2026-02-28T23:00:00.000Z' }),
      granted('two', { startsOn: '2026-03-01', startsAt: '2026-02-28T23:00:00.000Z' }),
    ];
    const taken = given(catalogueService, serviceCreated(), productOf({ seats: 5 }), first, second, granted('three'));
    const to = (seats: number) => ({ serviceId, productId: MAIL, name: 'Mail', seats });
    taken.when(changeProduct, to(1), facts).thenRefused('LIMIT_REACHED', { seats: 1, granted: 2 });
    taken.when(changeProduct, to(2), facts).thenMatching({ data: { seats: 2 } });
  });

  it('is one of at most so many, and of a service that is there', () => {
    const many = Array.from({ length: MAX_PRODUCTS }, (_, n) =>
      productOf({ productId: GIVEN.newId(`p${n}`), name: `P${n}` }),
    );
    given(catalogueService, serviceCreated(), ...many)
      .when(addProduct, { serviceId, name: 'Chat' }, facts)
      .thenRefused('LIMIT_REACHED', { products: MAX_PRODUCTS });
    given(catalogueService).when(addProduct, { serviceId, name: 'Chat' }, facts).thenRefused('NOT_FOUND');
    mail.when(deleteProduct, { serviceId, productId: CHAT }).thenRefused('NOT_FOUND');
  });
});
