import { evolve } from '#contracts/declare/fold';
import { TaskTemplatesSet, type TaskTemplate } from '#contracts/workflow/task-template-events';
import { foldedText } from '#contracts/values/text-folding';
import type { CaseKind } from '#contracts/workflow/case-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The templates of an organisation. Its stream is named by the organisation. */
export interface TemplateSet {
  readonly templates: readonly TaskTemplate[];
  readonly updatedAt: string | null;
}

export const templateSet = aggregate(
  'workflow.task_templates',
  (): TemplateSet => ({ templates: [], updatedAt: null }),
  [evolve(TaskTemplatesSet, (_, { data: { templates }, occurredAt: updatedAt }) => ({ templates, updatedAt }))],
);

export type TemplateSetEvent = EventsOf<typeof templateSet>;

/** Department and position of a person. */
export interface Post {
  readonly departmentId: string | null;
  readonly position: string | null;
}

/** That by which a template is chosen. */
export interface PlacedPost extends Post {
  /** The place of work. */
  readonly location: string | null;
}

/** The templates of a kind of case whose conditions a person fulfils. */
export function templatesFor(
  { templates }: Pick<TemplateSet, 'templates'>,
  kind: CaseKind,
  { departmentId, position, location }: PlacedPost,
): readonly TaskTemplate[] {
  return templates.filter(
    (each) =>
      each.kind === kind &&
      (each.departmentId === null || each.departmentId === departmentId) &&
      isAny(each.position, position) &&
      isAny(each.location, location),
  );
}

/** No condition, or one that the person fulfils. */
function isAny(condition: string | null, own: string | null): boolean {
  if (condition === null) return true;
  return own !== null && foldedText(condition.trim()) === foldedText(own.trim());
}
