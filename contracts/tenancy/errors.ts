import { declareErrors } from '../declare/declare-errors';

export const tenancyErrors = declareErrors({
  CURRENCY_IN_USE: ['rule', 'Stock is valued in the present currency, which stays from the first valued movement on'],
  ERASED: ['rule', 'This person has been erased, and is not added again'],
});
