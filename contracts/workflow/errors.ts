import { declareErrors } from '../declare/declare-errors';

export const workflowErrors = declareErrors({
  SIGNATURE_REFUSED: ['rule', 'No secret of the source fits the signature of this delivery'],
  TIMESTAMP_REFUSED: ['rule', 'This delivery was signed too long before it came, or ahead of our clock'],
  CALL_REFUSED: ['unauthenticated', 'The call is not signed as its source asks for'],
  CALL_TIMESTAMP_REFUSED: ['unauthenticated', 'The call was signed too long ago, or ahead of our clock'],
  DELIVERY_GONE: ['rule', 'The body of this delivery is kept no longer'],
  NO_OCCURRENCE: ['rule', 'The recurrence has no occurrence, or none that can be planned'],
  FILE_INFECTED: ['rule', 'The virus scanner refuses this file'],
});
