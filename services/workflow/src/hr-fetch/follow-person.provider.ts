import type { NoticeKind } from '#contracts/tenancy/person-notice';
import type { NoticeResult } from '#contracts/workflow/hr-delivery-events';
import type { CommandContext } from '#libs/identity';
import { isDepartmentUnknown } from '../hr-delivery/person-said';
import { settingsOf, tell } from '../hr-delivery/tell-notice.provider';
import { comparedPeople } from '../hr-reconciliation/compared-people.provider';
import { setAlarm } from '../hr-reconciliation/take-list.provider';
import type { HrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { ListRefused } from './people-api';
import { apiOf } from './source-api.provider';

/** What became of a question about one person. */
export type Followed =
  | { readonly is: 'told'; readonly notices: readonly NoticeResult[] }
  /** The source has no API; the system does not have the person; the API gave nothing. */
  | { readonly is: 'no_api' | 'deleted' | 'unreachable' };

export interface FollowedPerson {
  readonly sourceId: string;
  readonly source: HrSource;
  readonly externalId: string;
  /** One notice of each kind at most; another answer of the API needs other ids. */
  readonly noticeIdOf: (kind: NoticeKind) => string;
}

interface Following {
  readonly context: CommandContext;
  readonly parts: WorkflowParts;
}

/** Asks the source's API about a person, and tells tenancy what it says otherwise. Its alarm is raised or cleared. */
export async function followPerson(person: FollowedPerson, { context, parts }: Following): Promise<Followed> {
  const { sourceId, source, externalId, noticeIdOf } = person;
  const api = await apiOf(source, context.tenantId, parts);
  if (!api) return { is: 'no_api' };
  try {
    const found = await parts.peopleClient.one(api, externalId);
    await settleAlarm(person, false, { context, parts });
    if (!found) return { is: 'deleted' };
    const list = { sourceId, people: [found], listedAt: context.now, only: externalId };
    const { changes } = await comparedPeople(list, context, parts);
    const lacksDepartment = isDepartmentUnknown(found, await settingsOf(source, context.tenantId, parts));
    const notices: NoticeResult[] = [];
    for (const { notice } of changes) {
      notices.push(await tell({ ...notice, noticeId: noticeIdOf(notice.kind) }, { context, parts, lacksDepartment }));
    }
    return { is: 'told', notices };
  } catch (error) {
    if (!(error instanceof ListRefused)) throw error;
    await settleAlarm(person, true, { context, parts });
    return { is: 'unreachable' };
  }
}

async function settleAlarm(
  { sourceId, source }: Pick<FollowedPerson, 'sourceId' | 'source'>,
  isDue: boolean,
  following: Following,
): Promise<void> {
  if (source.alarms.includes('unreachable') !== isDue) await setAlarm(sourceId, 'unreachable', isDue, following);
}
