import type { SetTaskTemplates, SetTemplates } from '#contracts/workflow/set-task-templates';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { CaseRow } from '../case/case.entity';
import { setTaskTemplates } from './set-task-templates';
import { templateSet } from './task-templates';
import { templateFacts } from './template-facts.provider';

/** Answers with the number of open cases, which keep the tasks that they have. */
export async function setTemplates(
  command: SetTaskTemplates,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<SetTemplates>> {
  const { tenantId } = context;
  const { result, position } = await parts.commands.handle({
    aggregate: templateSet,
    id: tenantId,
    command,
    context,
    facts: (asked, here, lookup) => templateFacts(asked, { context: here, lookup, parts }),
    decide: setTaskTemplates,
    answer: (_, { id, revision }) => ({ id, revision }),
  });
  const untouchedCases = await parts.tenantReader.query(tenantId, (rows) =>
    rows.countBy(CaseRow, { tenantId, status: 'open' }),
  );
  return { answer: { ...result, untouchedCases }, position };
}
