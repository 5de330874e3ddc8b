import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { NewTaskTemplate, SetTaskTemplates } from '#contracts/workflow/set-task-templates';
import { TaskTemplatesSet, type TaskTemplate } from '#contracts/workflow/task-template-events';
import type { Given } from '#libs/event-sourcing';
import type { TemplateSet, TemplateSetEvent } from './task-templates';

/** The things that the templates name and that are there. */
export interface TemplateFacts {
  readonly users: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly departments: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
}

/** A template with the kind and the title of a former one keeps its id. */
export function setTaskTemplates(
  command: SetTaskTemplates,
  { templates: former }: TemplateSet,
  { tenantId: organizationId, newId, facts }: Given<TemplateFacts>,
): TemplateSetEvent[] {
  const left = [...former];
  const templates = command.templates.map((each, at): TaskTemplate => {
    refuseUnknown(each, `/templates/${at}`, facts);
    const place = left.findIndex(({ kind, title }) => kind === each.kind && title === each.title);
    const [same] = place === -1 ? [] : left.splice(place, 1);
    return whole(each, same?.id ?? newId(`template/${at}`));
  });
  if (written(templates) === written(former)) return [];
  return [event(TaskTemplatesSet, { organizationId, templates })];
}

/** In one order of the fields, whatever that of the log is. */
function written(templates: readonly TaskTemplate[]): string {
  return JSON.stringify(
    templates.map(({ id, kind, title, note, dueAfter, priority, candidates, productId, ...conditions }) => [
      [id, kind, title, note, dueAfter, priority, productId],
      [conditions.departmentId, conditions.position, conditions.location],
      candidates.map((each) => [each.kind, each.userId, each.role]),
    ]),
  );
}

function whole(template: NewTaskTemplate, id: string): TaskTemplate {
  const { kind, title, dueAfter, candidates } = template;
  return {
    id,
    kind,
    title,
    note: template.note ?? null,
    dueAfter,
    priority: template.priority ?? 'normal',
    candidates: candidates.map((each) => ({
      kind: each.kind,
      userId: each.kind === 'user' ? (each.userId ?? null) : null,
      role: each.kind === 'role' ? (each.role ?? null) : null,
    })),
    productId: template.productId ?? null,
    departmentId: template.departmentId ?? null,
    position: template.position ?? null,
    location: template.location ?? null,
  };
}

/** @throws DomainError `NOT_FOUND` at the pointer of an id */
function refuseUnknown(
  { candidates, productId, departmentId }: NewTaskTemplate,
  pointer: string,
  { users, roles, departments, products }: TemplateFacts,
): void {
  for (const [at, { userId, role }] of candidates.entries()) {
    if (role !== undefined && !roles.has(role)) {
      throw faultAt('NOT_FOUND', `${pointer}/candidates/${at}/role`, 'is no role here');
    }
    if (userId !== undefined && !users.has(userId)) {
      throw faultAt('NOT_FOUND', `${pointer}/candidates/${at}/userId`, 'is no user here');
    }
  }
  if (productId !== undefined && !products.has(productId)) {
    throw faultAt('NOT_FOUND', `${pointer}/productId`, 'is no product here');
  }
  if (departmentId !== undefined && !departments.has(departmentId)) {
    throw faultAt('NOT_FOUND', `${pointer}/departmentId`, 'is no department here');
  }
}
