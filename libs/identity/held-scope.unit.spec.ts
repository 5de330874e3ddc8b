import type { Permission } from '#contracts/permissions';
import { decidingActor } from './caller';
import { boundValues, isWithinScope } from './held-scope';

const actor = (all: readonly Permission[] = []) =>
  decidingActor({
    id: 'ada',
    roles: [],
    access: {
      permissions: new Set<Permission>(['catalogue.product.manage']),
      scopes: { all: new Set(all), service: new Set(['mail']), product: new Set(['chat']) },
    },
  });
const bound = (by: Parameters<typeof boundValues>[1]['by']) => ({ permission: 'catalogue.product.manage', by });

describe('the values that bind a permission', () => {
  it('are those of each kind that the scope names', () => {
    expect(boundValues(actor(), bound('service'))).toEqual(new Set(['mail']));
    expect(boundValues(actor(), bound(['service', 'product']))).toEqual(new Set(['mail', 'chat']));
    expect(boundValues(actor(), bound(['domain', 'product']))).toEqual(new Set(['chat']));
    expect(boundValues(actor(), bound('domain'))).toEqual(new Set());
    expect(boundValues(actor(), bound('own'))).toEqual(new Set(['ada']));
  });

  it('are none where a role gives it for every row', () => {
    expect(boundValues(actor(['catalogue.product.manage']), bound(['service', 'product']))).toBeUndefined();
  });

  it('reach a thing that is about one of them', () => {
    expect(isWithinScope(actor(), bound(['service', 'product']), ['other', 'chat'])).toBe(true);
    expect(isWithinScope(actor(), bound(['service', 'product']), ['other'])).toBe(false);
  });
});
