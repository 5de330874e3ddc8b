import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, LocalDate, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';

/** An employee or a user, not both. */
@RequestRule(endsBeforeStart)
@RequestRule(namesOneHolder)
@Command({
  subject: 'inventory.grant-product',
  permission: 'catalogue.grant.manage',
  route: 'POST /grants',
  status: 201,
  location: '/grants/{id}',
  summary: 'Grant a product to an employee or a user',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED'],
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class GrantProduct {
  @Id() productId!: string;
  @Id({
    optional: true,
    example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
    description: 'The holder, where it is no user',
  })
  employeeId?: string;
  @Id({ optional: true, description: 'The holder, where it is no employee' }) userId?: string;
  @LocalDate({ optional: true, description: 'Default: today' }) startsOn?: string;
  @LocalDate({ optional: true, example: '2026-12-31', description: 'Its last day. Default: until it is revoked' })
  endsOn?: string;
  @Id({ optional: true, description: 'The department whose defaults name the product. Default: given by hand' })
  departmentId?: string;
  @Text({ max: 500, optional: true, lines: true, example: 'Ticket 4711' }) note?: string;
}

function namesOneHolder({ employeeId, userId }: GrantProduct): FieldError | undefined {
  if (employeeId === undefined && userId === undefined) {
    return { pointer: '/employeeId', code: 'REQUIRED', message: 'or userId is required' };
  }
  if (employeeId === undefined || userId === undefined) return undefined;
  return { pointer: '/userId', code: 'UNKNOWN', message: 'is one holder, and employeeId another: name one' };
}

function endsBeforeStart({ startsOn, endsOn }: GrantProduct): FieldError | undefined {
  if (startsOn === undefined || endsOn === undefined || startsOn <= endsOn) return undefined;
  return { pointer: '/endsOn', code: 'RANGE', message: 'must not be before startsOn' };
}
