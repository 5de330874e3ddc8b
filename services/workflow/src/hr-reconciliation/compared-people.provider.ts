import { ListSourcePeople, type SourcePeople, type SourcePerson } from '#contracts/tenancy/list-source-people';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import { newIdOf } from '#libs/event-sourcing';
import { ownContext, type CommandContext } from '#libs/identity';
import { settingsOf } from '../hr-delivery/tell-notice.provider';
import { hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { comparePeople, type ComparedPeople } from './compare-people';

export interface TakenList {
  readonly sourceId: string;
  readonly people: readonly ListedPerson[];
  readonly listedAt: string;
  /** Only this person was asked for. Default: the list is whole. */
  readonly only?: string;
}

/** Compares a list with the employees as they are now. */
export async function comparedPeople(
  { sourceId, people, listedAt, only }: TakenList,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<ComparedPeople> {
  const { tenantId } = context;
  const { state: source } = await parts.commands.state(hrSource, tenantId, sourceId);
  const { state: organization } = await parts.commands.state(organizationFacts, tenantId, tenantId);
  const settings = await settingsOf(source, tenantId, parts);
  const held = await peopleHeld(
    { source: source.slug, ...(only !== undefined && { externalId: only }) },
    context,
    parts,
  );
  const today = localDate(new Date().toISOString(), organization.timeZone);
  return comparePeople(people, held, { ...settings, today, listedAt });
}

async function peopleHeld(
  of: Pick<ListSourcePeople, 'source' | 'externalId'>,
  context: CommandContext,
  { sender }: Pick<WorkflowParts, 'sender'>,
): Promise<SourcePerson[]> {
  const held: SourcePerson[] = [];
  let after: string | undefined;
  do {
    const asked = { ...of, ...(after !== undefined && { after }) };
    const { answer } = await sender.send<ListSourcePeople, SourcePeople>(ListSourcePeople, asked, {
      ...ownContext(context),
      commandId: newIdOf(context.commandId, `people/${of.externalId ?? ''}/${after ?? ''}`),
    });
    held.push(...answer.people);
    after = answer.next ?? undefined;
  } while (after !== undefined);
  return held;
}
