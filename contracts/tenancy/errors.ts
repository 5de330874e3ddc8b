import { declareErrors } from '../declare/declare-errors';

export const tenancyErrors = declareErrors({
  ERASED: ['rule', 'This person has been erased, and is not added again'],
});
