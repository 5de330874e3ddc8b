import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.run-import',
  permission: 'service',
  sentBy: ['gateway'],
  status: 202,
  summary: 'Carry out an import after its dry run',
  answers: Created,
  refuses: ['FORBIDDEN', 'CONFLICT'],
})
export class RunImport {
  @Id() importId!: string;
}
