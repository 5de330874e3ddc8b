import { event } from '#contracts/declare/event';
import { ProductGrantLeaveSet } from '#contracts/inventory/grant-events';
import { MAX_GRANTS } from '#contracts/inventory/service-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import {
  ADA,
  CHAT,
  GRACE,
  MAIL,
  MARY,
  SERVICE,
  expired,
  granted,
  productOf,
  revoked,
  serviceCreated,
} from '../catalogue.fixture';
import { catalogueService } from '../service/catalogue-service';
import { grantProduct, type GrantFacts } from './grant-product';
import { applyHolderLeave } from './holder-leave';
import { revokeGrant } from './revoke-grant';

const FACTS: GrantFacts = {
  timeZone: 'Europe/Berlin',
  today: '2026-01-31',
  holder: 'present',
  leaves: [],
  defaults: [],
};
const past = (seats: number | null, ...more: Parameters<typeof given>[1][]) =>
  given(catalogueService, serviceCreated(), productOf({ seats }), ...(more as never[]));
const facts = { facts: FACTS };
const command = { productId: MAIL, employeeId: ADA };
/** The seat is free at this instant: the end of the 31st in Berlin. */
const END = { endsOn: '2026-01-31', endsAt: '2026-01-31T23:00:00.000Z' };

describe('a grant', () => {
  it('begins today, and its days are those of the organisation', () => {
    past(null)
      .when(grantProduct, { ...command, endsOn: '2026-03-28', note: 'Ticket 1' }, facts)
      .thenMatching({
        type: 'ProductGranted',
        data: {
          grantId: GIVEN.newId('grant'),
          serviceId: SERVICE,
          productId: MAIL,
          employeeId: ADA,
          userId: null,
          startsOn: '2026-01-31',
          startsAt: '2026-01-30T23:00:00.000Z',
          endsOn: '2026-03-28',
          endsAt: '2026-03-28T23:00:00.000Z',
          departmentId: null,
          note: 'Ticket 1',
        },
      });
  });

  it('of the last seat is refused while it is taken, up to the instant at which it is free', () => {
    const taken = past(1, granted('first', END));
    taken
      .when(grantProduct, command, { ...facts, now: '2026-01-31T22:59:59.999Z' })
      .thenRefused('LIMIT_REACHED', { seats: 1 });
    taken
      .when(grantProduct, command, { facts: { ...FACTS, today: '2026-02-01' }, now: END.endsAt })
      .thenMatching({ data: { startsOn: '2026-02-01' } });
  });

  it('may follow one that ends, and is refused where a later one has the seat', () => {
    const taken = past(1, granted('first', END));
    taken.when(grantProduct, { ...command, startsOn: '2026-02-01' }, facts).thenMatching({});
    const later = past(1, granted('later', { startsOn: '2026-06-01', startsAt: '2026-05-31T22:00:00.000Z' }));
    later.when(grantProduct, command, facts).thenRefused('LIMIT_REACHED');
    later.when(grantProduct, { ...command, endsOn: '2026-05-31' }, facts).thenMatching({});
  });

  it('takes no seat after it was revoked, nor one of another product', () => {
    past(1, granted('first'), revoked('first')).when(grantProduct, command, facts).thenMatching({});
    past(1, productOf({ productId: CHAT, name: 'Chat' }), granted('first', { productId: CHAT }))
      .when(grantProduct, command, facts)
      .thenMatching({});
    past(0).when(grantProduct, command, facts).thenRefused('LIMIT_REACHED');
  });

  it('is refused to a person who has the product at the time', () => {
    const mine = past(null, granted('first', { employeeId: null, userId: GRACE, ...END }));
    mine
      .when(grantProduct, { productId: MAIL, userId: GRACE }, facts)
      .thenRefused('CONFLICT', { grantId: GIVEN.newId('first') });
    mine.when(grantProduct, { productId: MAIL, userId: GRACE, startsOn: '2026-02-01' }, facts).thenMatching({});
  });

  it('is refused to nobody known, to one who has left, and by defaults that do not name the product', () => {
    const asked = (more: Partial<GrantFacts>, departmentId?: string) =>
      past(null).when(
        grantProduct,
        { ...command, ...(departmentId !== undefined && { departmentId }) },
        { facts: { ...FACTS, ...more } },
      );
    asked({ holder: 'unknown' }).thenRefused('NOT_FOUND');
    asked({ holder: 'left' }).thenRefused('CONFLICT');
    asked({ defaults: [CHAT] }, MARY).thenRefused('CONFLICT');
    asked({ defaults: undefined }, MARY).thenRefused('NOT_FOUND');
    asked({ defaults: [MAIL] }, MARY).thenMatching({ data: { departmentId: MARY } });
  });

  it('does not end before it begins', () => {
    past(null)
      .when(grantProduct, { ...command, endsOn: '2026-01-30' }, facts)
      .thenRefused('VALIDATION_FAILED');
  });

  it('is one of at most so many in a service', () => {
    const full = Array.from({ length: MAX_GRANTS }, (_, n) => granted(`g${n}`));
    past(null, ...full)
      .when(grantProduct, command, facts)
      .thenRefused('LIMIT_REACHED', { grants: MAX_GRANTS });
  });
});

describe('the leave of a holder', () => {
  const LEAVE = '2026-06-30T22:00:00.000Z';
  const ofAda = granted('first', { employeeId: ADA });
  const leaving = { facts: { holderIds: [ADA], leaves: [{ from: LEAVE, until: null }] } };
  const leaves = (leavesAt: string | null) =>
    event(ProductGrantLeaveSet, {
      grantId: GIVEN.newId('first'),
      productId: MAIL,
      serviceId: SERVICE,
      leavesAt,
    });

  it('ends their grants at its instant, and not before: then the seat is free', () => {
    past(1, ofAda).when(applyHolderLeave, {}, leaving).then(leaves(LEAVE));
    past(1, ofAda, leaves(LEAVE)).when(applyHolderLeave, {}, leaving).thenNothing();
    const july = { ...FACTS, today: '2026-07-01' };
    const other = { productId: MAIL, userId: GRACE };
    past(1, ofAda, leaves(LEAVE))
      .when(grantProduct, other, { facts: july, now: '2026-06-30T21:59:59.999Z' })
      .thenMatching({});
    past(1, ofAda, leaves(LEAVE))
      .when(grantProduct, { ...other, startsOn: '2026-06-30' }, { facts: july, now: '2026-06-30T21:59:59.999Z' })
      .thenRefused('LIMIT_REACHED');
  });

  it('is taken back with it, and is nothing of the grants of others', () => {
    past(1, ofAda, leaves(LEAVE))
      .when(applyHolderLeave, {}, { facts: { holderIds: [ADA], leaves: [] } })
      .then(leaves(null));
    past(1, granted('first')).when(applyHolderLeave, {}, leaving).thenNothing();
  });

  it('bounds a grant that is given while it is announced', () => {
    past(1)
      .when(grantProduct, command, { facts: { ...FACTS, leaves: [{ from: LEAVE, until: null }] } })
      .thenMatching({ type: 'ProductGranted' }, { type: 'ProductGrantLeaveSet', data: { leavesAt: LEAVE } });
  });

  it('leaves a grant to be revoked by somebody', () => {
    past(1, granted('first', { employeeId: ADA }), leaves(GIVEN.now))
      .when(revokeGrant, { grantId: GIVEN.newId('first') })
      .then(revoked('first'));
  });

  it('that is told late ends a later grant at its start, and leaves one for a rehire', () => {
    const startsAt = '2026-07-31T22:00:00.000Z';
    const later = granted('first', { employeeId: ADA, startsOn: '2026-08-01', startsAt });
    past(1, later).when(applyHolderLeave, {}, leaving).then(leaves(startsAt));
    const rehired = { holderIds: [ADA], leaves: [{ from: LEAVE, until: '2026-08-31T22:00:00.000Z' }] };
    past(1, later).when(applyHolderLeave, {}, { facts: rehired }).thenNothing();
    past(1, ofAda).when(applyHolderLeave, {}, { facts: rehired }).then(leaves(LEAVE));
  });

  it('comes after an end of its own', () => {
    past(1, granted('first', { employeeId: ADA, ...END }))
      .when(applyHolderLeave, {}, leaving)
      .thenNothing();
  });
});

describe('revoking a grant', () => {
  const revoke = { grantId: GIVEN.newId('first') };

  it('frees its seat from then on', () => {
    past(1, granted('first')).when(revokeGrant, revoke).then(revoked('first'));
  });

  it('is refused once it has ended, in whichever way', () => {
    for (const ended of [[revoked('first')], [expired('first', END.endsAt)], []]) {
      past(1, granted('first', { ...END, endsAt: GIVEN.now }), ...(ended as never[]))
        .when(revokeGrant, revoke)
        .thenRefused('CONFLICT');
    }
  });
});
