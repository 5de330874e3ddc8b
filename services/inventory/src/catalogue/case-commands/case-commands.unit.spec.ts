import { GIVEN, given } from '#libs/testing/given-when-then';
import {
  ADA,
  GRACE,
  MAIL,
  SERVICE,
  USERS,
  granted,
  leaveSet,
  paymentOf,
  productOf,
  revoked,
  serviceCreated,
} from '../catalogue.fixture';
import { catalogueService } from '../service/catalogue-service';
import { giveProduct, takeProduct } from './give-product';
import { handOverOwnership } from './hand-over-ownership';

const facts = {
  timeZone: 'Europe/Berlin',
  today: '2026-01-31',
  holder: 'present' as const,
  defaults: [MAIL],
  leaves: [],
};
const past = (...more: Parameters<typeof given>[1][]) =>
  given(catalogueService, serviceCreated({ ownerId: ADA }), productOf({ ownerId: ADA }), ...(more as never[]));

describe('a product that a case gives', () => {
  it('is granted once, with the department whose defaults named it', () => {
    const command = { productId: MAIL, employeeId: ADA, departmentId: GRACE };
    past()
      .when(giveProduct, command, { facts })
      .thenMatching({ type: 'ProductGranted', data: { departmentId: GRACE } });
    past(granted('first', { employeeId: ADA }))
      .when(giveProduct, command, { facts })
      .thenNothing();
  });

  it('is refused by the rules of every grant', () => {
    given(catalogueService, serviceCreated(), productOf({ seats: 0 }))
      .when(giveProduct, { productId: MAIL, employeeId: ADA }, { facts })
      .thenRefused('LIMIT_REACHED');
  });
});

describe('a grant that a case takes', () => {
  it('is revoked, and nothing happens to one that has ended', () => {
    const command = { grantId: GIVEN.newId('first') };
    past(granted('first')).when(takeProduct, command).then(revoked('first'));
    past(granted('first'), revoked('first')).when(takeProduct, command).thenNothing();
  });

  it('is revoked also after its holder has left, whose seat was free then, unless its own end has come', () => {
    const command = { grantId: GIVEN.newId('first') };
    const over = '2026-01-15T23:00:00.000Z';
    const left = leaveSet('first', over);
    past(granted('first'), left).when(takeProduct, command).then(revoked('first'));
    past(granted('first'), left, revoked('first')).when(takeProduct, command).thenNothing();
    const ended = granted('first', { endsOn: '2026-01-15', endsAt: over });
    past(ended, left).when(takeProduct, command).thenNothing();
  });
});

describe('a thing that a case hands over', () => {
  const users = { fromUserId: ADA, toUserId: GRACE };
  const of = { serviceId: SERVICE, productId: MAIL, ...users };

  it('has another owner, and is otherwise as it was', () => {
    past()
      .when(handOverOwnership, { what: 'service', serviceId: SERVICE, ...users }, { facts: USERS })
      .thenMatching({ type: 'ServiceChanged', data: { name: 'Contoso', ownerId: GRACE } });
    past()
      .when(handOverOwnership, { what: 'product', ...of }, { facts: USERS })
      .thenMatching({ type: 'ProductChanged', data: { name: 'Mail', ownerId: GRACE } });
    past(paymentOf({ payerId: ADA }))
      .when(handOverOwnership, { what: 'payment', ...of }, { facts: USERS })
      .then(paymentOf({ payerId: GRACE }));
  });

  it('stays where somebody else owns it', () => {
    const others = { ...of, fromUserId: GRACE, toUserId: ADA };
    for (const what of ['service', 'product', 'payment'] as const) {
      past(paymentOf({ payerId: ADA }))
        .when(handOverOwnership, { what, ...others }, { facts: USERS })
        .thenNothing();
    }
  });
});
