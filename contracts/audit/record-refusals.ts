import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, List, Name } from '../declare/fields';
import { REFUSAL_KINDS, RefusalFact, type RefusalKind } from './refusal-events';

/**
 * Records refusals of one kind, source and minute, in the organisation of who was refused: the tenant of the sender's
 * token, and on whose behalf it speaks.
 */
@Command({
  subject: 'audit.record-refusals',
  permission: 'service',
  status: 200,
  summary: 'Record what was refused at the edge',
  answers: Created,
  sentBy: ['gateway'],
})
export class RecordRefusals extends RefusalFact {
  @Choice(REFUSAL_KINDS) kind!: RefusalKind;
  @List(Name({ example: 'viewer' }), { max: 100, description: 'Of who was refused; none of a network' })
  roles!: readonly string[];
}
