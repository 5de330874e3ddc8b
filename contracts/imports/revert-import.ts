import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.revert-import',
  permission: 'import',
  route: 'POST /imports/{importId}/revert',
  status: 202,
  summary: 'Undo an import',
  answers: Created,
  refuses: ['CONFLICT', 'NOT_REVERSIBLE'],
})
export class RevertImport {
  @Id() importId!: string;
}
