import { event } from '#contracts/declare/event';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import {
  OperationDone,
  OperationRefused,
  OperationRequested,
  OperationUnanswered,
} from '#contracts/ops/operation-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { concludeOperation } from './conclude-operation';
import { operation, type OperationEvent } from './operation';
import { OPERATION, requestOperation, requestedBefore } from './request-operation';

const of = { operationId: GIVEN.newId(OPERATION), operation: 'pause', projection: 'stock-level' } as const;
const requested = (more: Partial<OperationRequested> = {}): OperationEvent =>
  event(OperationRequested, { ...of, promote: null, parked: null, ...more });
const done = event(OperationDone, { ...of, answer: { state: 'paused' } });
const refused = event(OperationRefused, { ...of, code: 'CONFLICT', reason: 'it is paused already' });
const unanswered = event(OperationUnanswered, { ...of, reason: 'nobody folds it' });

const facts = { projection: 'stock-level', parked: null };
const asked = { operation: 'pause', name: 'stock-level' } as const;

describe('requesting an operation', () => {
  it('records the request, and of a rebuild also how it ends', () => {
    given(operation).when(requestOperation, asked, { facts }).then(requested());
    const rebuild = { operation: 'rebuild', name: 'stock-level' } as const;
    given(operation)
      .when(requestOperation, rebuild, { facts })
      .then(requested({ operation: 'rebuild', promote: true }));
    given(operation)
      .when(requestOperation, { ...rebuild, promote: false }, { facts })
      .then(requested({ operation: 'rebuild', promote: false }));
  });

  it('records the parked event and its organisation', () => {
    const parked = { id: GIVEN.newId('parked'), projection: 'stock-level' } as ParkedEvent;
    given(operation)
      .when(requestOperation, { operation: 'skip', parkedId: parked.id }, { facts: { ...facts, parked } })
      .then(requested({ operation: 'skip', parked }));
  });

  it('is refused for one that was requested already', () => {
    given(operation, requested()).when(requestOperation, asked, { facts }).thenRefused('CONFLICT');
  });

  it('is a repetition only with the same body', () => {
    const before = { ...of, operation: 'rebuild', promote: true, parked: null } as const;
    const rebuild = { operation: 'rebuild', name: 'stock-level' } as const;
    expect(requestedBefore({ ...rebuild, promote: true }, before)).toBe(before);
    expect(requestedBefore(rebuild, before)).toBe(before);
    expect(() => requestedBefore({ ...rebuild, promote: false }, before)).toThrow('another body');
  });
});

describe('the outcome of an operation', () => {
  const conclusions = [
    [{ outcome: 'done', answer: { state: 'paused' } }, done],
    [{ outcome: 'refused', code: 'CONFLICT', reason: 'it is paused already' }, refused],
    [{ outcome: 'unanswered', reason: 'nobody folds it' }, unanswered],
  ] as const;

  it.each(conclusions)('is recorded: %j', (conclusion, recorded) => {
    given(operation, requested()).when(concludeOperation, conclusion).then(recorded);
    given(operation, requested(), unanswered).when(concludeOperation, conclusion).then(recorded);
  });

  it.each(conclusions)('stands once there is one: %j', (conclusion) => {
    given(operation, requested(), done).when(concludeOperation, conclusion).thenNothing();
    given(operation, requested(), refused).when(concludeOperation, conclusion).thenNothing();
  });

  it('is refused for an operation that was not requested', () => {
    given(operation).when(concludeOperation, conclusions[0][0]).thenRefused('NOT_FOUND');
  });
});
