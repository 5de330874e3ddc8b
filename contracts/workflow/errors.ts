import { declareErrors } from '../declare/declare-errors';

export const workflowErrors = declareErrors({
  SIGNATURE_REFUSED: ['rule', 'No secret of the source fits the signature of this delivery'],
  DELIVERY_GONE: ['rule', 'The body of this delivery is kept no longer'],
  NO_OCCURRENCE: ['rule', 'The recurrence has no occurrence, or none that can be planned'],
  FILE_INFECTED: ['rule', 'The virus scanner refuses this file'],
});
