import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, List } from '../declare/fields';
import { RoleName } from '../values/role-name';
import { REFUSAL_KINDS, RefusalFact, type RefusalKind } from './refusal-events';

/**
 * Records refusals of one kind, source and minute, in the organisation of the refused caller: the tenant of the
 * sender's token, and the caller it speaks for.
 */
@Command({
  subject: 'audit.record-refusals',
  permission: 'service',
  status: 200,
  summary: 'Record refusals of requests at the edge',
  answers: Created,
  sentBy: ['gateway'],
})
export class RecordRefusals extends RefusalFact {
  @Choice(REFUSAL_KINDS) kind!: RefusalKind;
  @List(RoleName({ example: 'viewer' }), { max: 100, description: 'Of the refused caller; none for a network' })
  roles!: readonly string[];
}
