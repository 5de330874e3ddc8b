import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Flag, Id, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { MAX_EXPIRY_DAYS } from './alert-events';

const TARGETS = ['itemId', 'category', 'locationId'] as const;

/** A subscription is about one item, one category, one location, or all. */
function oneTarget(request: SubscribeStockAlert): FieldError | undefined {
  const [, second] = TARGETS.filter((field) => request[field] !== undefined);
  return (
    second && { pointer: `/${second}`, code: 'UNKNOWN', message: 'goes without another of item, category, location' }
  );
}

/** It tells of something. */
function somethingToTell({ belowMin, expiryDays }: SubscribeStockAlert): FieldError | undefined {
  if (belowMin !== false || expiryDays !== undefined) return undefined;
  return { pointer: '/expiryDays', code: 'REQUIRED', message: 'is needed where belowMin is false' };
}

@RequestRule(oneTarget, {
  allOf: [
    { not: { required: ['itemId', 'category'] } },
    { not: { required: ['itemId', 'locationId'] } },
    { not: { required: ['category', 'locationId'] } },
  ],
})
@RequestRule(somethingToTell, {
  anyOf: [
    { required: ['expiryDays'] },
    { not: { required: ['belowMin'], properties: { belowMin: { const: false } } } },
  ],
})
@Command({
  subject: 'inventory.subscribe-stock-alert',
  permission: 'inventory.alert.subscribe',
  route: 'POST /stock-alerts',
  status: 201,
  summary: 'Be told when items fall to their min, or lots come near their expiry',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
})
export class SubscribeStockAlert {
  @Id({ optional: true, description: 'Without item, category and location: every item' }) itemId?: string;
  @Text({ max: 100, optional: true }) category?: string;
  @Id({ optional: true, description: 'With everything in it' }) locationId?: string;
  @Flag({ optional: true, description: 'When an item falls to its min. Default: true' }) belowMin?: boolean;
  @Count({
    min: 0,
    max: MAX_EXPIRY_DAYS,
    optional: true,
    example: 14,
    description: 'When a lot comes within so many days of its expiry. Default: not told',
  })
  expiryDays?: number;
}
