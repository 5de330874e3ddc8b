import { event } from '#contracts/declare/event';
import { TaskTemplatesSet, type TaskTemplate } from '#contracts/workflow/task-template-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { setTaskTemplates } from './set-task-templates';
import { templateSet } from './task-templates';

const [user, product, department] = ['user', 'product', 'department'].map((each) => GIVEN.newId(each)) as [
  string,
  string,
  string,
];
const facts = {
  facts: {
    users: new Set([user]),
    roles: new Set(['manager']),
    products: new Set([product]),
    departments: new Set([department]),
  },
};
const desk = { kind: 'onboarding' as const, title: 'Prepare the desk', dueAfter: -2 };
const byManager = { ...desk, candidates: [{ kind: 'manager' as const }] };
const stored = (id: string, more: Partial<TaskTemplate> = {}): TaskTemplate => ({
  ...desk,
  id,
  note: null,
  priority: 'normal',
  candidates: [{ kind: 'manager', userId: null, role: null }],
  productId: null,
  departmentId: null,
  position: null,
  location: null,
  ...more,
});
const set = (...templates: TaskTemplate[]) => event(TaskTemplatesSet, { organizationId: GIVEN.tenantId, templates });
const id = GIVEN.newId('template/0');

describe('templates', () => {
  it('are set as a whole, and keep their ids', () => {
    given(templateSet)
      .when(setTaskTemplates, { templates: [byManager] }, facts)
      .then(set(stored(id)));
    given(templateSet, set(stored(id)))
      .when(setTaskTemplates, { templates: [byManager] }, facts)
      .thenNothing();
    given(templateSet, set(stored('old', { title: 'Badge' }), stored('first'), stored('second')))
      .when(setTaskTemplates, { templates: [byManager, { ...byManager, title: 'Key' }, byManager] }, facts)
      .then(set(stored('first'), stored(GIVEN.newId('template/1'), { title: 'Key' }), stored('second')));
  });

  it('name only what is there', () => {
    const refused = (more: object) =>
      given(templateSet)
        .when(setTaskTemplates, { templates: [{ ...byManager, ...more }] }, facts)
        .thenRefused('NOT_FOUND');
    const other = GIVEN.newId('other');
    refused({ productId: other });
    refused({ departmentId: other });
    refused({ candidates: [{ kind: 'user', userId: other }] });
    refused({ candidates: [{ kind: 'role', role: 'night shift' }] });
    given(templateSet)
      .when(
        setTaskTemplates,
        {
          templates: [
            {
              ...byManager,
              productId: product,
              departmentId: department,
              candidates: [
                { kind: 'user', userId: user },
                { kind: 'role', role: 'manager' },
              ],
            },
          ],
        },
        facts,
      )
      .thenMatching({ type: 'TaskTemplatesSet' });
  });
});
