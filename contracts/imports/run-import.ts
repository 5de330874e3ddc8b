import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.run-import',
  permission: 'import',
  route: 'POST /imports/{importId}/run',
  status: 202,
  summary: 'Carry out an import after its dry run',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class RunImport {
  @Id() importId!: string;
}
