import { declareErrors } from '../declare/declare-errors';

export const inventoryErrors = declareErrors({
  INSUFFICIENT_STOCK: ['rule', 'There is not enough stock at that moment'],
  LATER_MOMENT_NEGATIVE: ['rule', 'A later moment would have too little stock'],
  INSUFFICIENT_AVAILABLE: ['rule', 'There is not enough available: the rest is reserved, expired or in quarantine'],
  SAME_LOCATION: ['rule', 'A transfer needs two different locations'],
  ZONE_MISMATCH: ['rule', 'The location is of another temperature zone than the item'],
  LOCATION_INACTIVE: ['rule', 'The location is not active'],
  LOCATION_NOT_EMPTY: ['rule', 'The location still has stock'],
  ITEM_INACTIVE: ['rule', 'The item is not active'],
  APPROVER_MUST_DIFFER: ['rule', 'Somebody else has to approve what you counted'],
  OVER_RECEIPT: ['rule', 'More came in than the order allows'],
  LOT_REQUIRED: ['rule', 'This item is tracked by lot; name one'],
  LOT_DIFFERS: ['rule', 'The lot exists with another expiry date'],
  LOT_NOT_AVAILABLE: ['rule', 'The lot is not available for use'],
  UNIT_NOT_EXACT: ['rule', 'The quantity is not exact in the stock unit'],
  EFFECTIVE_IN_FUTURE: ['rule', 'The effective time lies in the future'],
  PERIOD_FROZEN: ['rule', 'The effective time lies in a frozen period'],
  ALREADY_REVERSED: ['rule', 'This movement is reversed already'],
});
