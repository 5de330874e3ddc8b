import { GIVEN } from '#libs/testing/given-when-then';
import type { TaskTemplate } from '#contracts/workflow/task-template-events';
import { BEN, PERSON, PERSON_USER } from './case.fixture';
import { ADMINISTRATORS, taskCandidate } from './task-rules';
import { wantedTasks, type KnownProduct, type PlanInput } from './wanted-tasks';

const MANAGER = taskCandidate.manager(GIVEN.newId('boss'), BEN);
const product = (productId: string, ownerIds: string[] = []): [string, KnownProduct] => [
  productId,
  { productId, serviceId: 'contoso', name: productId, serviceName: 'Contoso', ownerIds },
];
const input = (more: Partial<PlanInput> = {}): PlanInput => ({
  employeeId: PERSON,
  userId: PERSON_USER,
  post: { departmentId: 'kitchen', position: 'Baker', location: 'Berlin' },
  formerPost: null,
  manager: MANAGER,
  users: new Set([BEN]),
  roles: new Set(['admin', 'manager']),
  templates: [],
  defaults: [],
  formerDefaults: [],
  products: new Map([product('mail', [BEN, PERSON_USER]), product('chat'), product('wiki')]),
  held: [],
  owned: [],
  equipment: [],
  ...more,
});
const template = (more: Partial<TaskTemplate> = {}): TaskTemplate => ({
  id: 'desk',
  kind: 'onboarding',
  title: 'Prepare the desk',
  note: null,
  dueAfter: -2,
  priority: 'normal',
  candidates: [{ kind: 'manager', userId: null, role: null }],
  productId: null,
  departmentId: null,
  position: null,
  location: null,
  ...more,
});
const keys = (...asked: Parameters<typeof wantedTasks>) => wantedTasks(...asked).map(({ key }) => key);

describe('the tasks of an onboarding', () => {
  it('give the products of the department that the person does not have', () => {
    const held = [{ grantId: 'g1', productId: 'chat' }];
    const [task, ...others] = wantedTasks('onboarding', input({ defaults: ['mail', 'chat', 'gone'], held }));
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      key: 'give:mail',
      title: 'Give mail (Contoso)',
      about: { employeeId: PERSON, productId: 'mail', departmentId: 'kitchen' },
      candidates: [taskCandidate.user(BEN), taskCandidate.serviceAdmins('contoso'), ADMINISTRATORS],
      dueAfter: -1,
    });
  });

  it('come from the templates whose conditions the person fulfils', () => {
    const templates = [
      template(),
      template({ id: 'knife', position: ' baker', departmentId: 'kitchen' }),
      template({ id: 'car', position: 'Driver' }),
      template({ id: 'office', departmentId: 'office' }),
      template({ id: 'badge', location: 'berlin ' }),
      template({ id: 'flat', location: 'Paris' }),
      template({ id: 'exit', kind: 'offboarding' }),
    ];
    expect(keys('onboarding', input({ templates }))).toEqual(['template:desk', 'template:knife', 'template:badge']);
    expect(wantedTasks('onboarding', input({ templates }))[0]?.candidates).toEqual([MANAGER]);
    expect(wantedTasks('onboarding', input({ templates, manager: null }))[0]?.candidates).toEqual([ADMINISTRATORS]);
  });

  it('ask the administrators in the place of a role or a user that is gone since the template was set', () => {
    const candidates = (['manager', 'night shift'] as const).map(
      (role) => ({ kind: 'role', role, userId: null }) as const,
    );
    const users = [BEN, PERSON].map((userId) => ({ kind: 'user', role: null, userId }) as const);
    const templates = [template({ candidates: [...candidates, ...users] })];
    expect(wantedTasks('onboarding', input({ templates }))[0]?.candidates).toEqual([
      taskCandidate.role('manager'),
      ADMINISTRATORS,
      taskCandidate.user(BEN),
      ADMINISTRATORS,
    ]);
  });

  it('are none by place for somebody whose place is not known', () => {
    const templates = [template({ location: 'Berlin' })];
    const post = { departmentId: null, position: null, location: null };
    expect(keys('onboarding', input({ templates, post }))).toEqual([]);
  });

  it('give a product once, that a template and the department name', () => {
    const templates = [template({ productId: 'mail' })];
    expect(keys('onboarding', input({ templates, defaults: ['mail'] }))).toEqual(['give:mail']);
  });
});

describe('the tasks of a move', () => {
  it('give what the new department adds, and take what only the former gave', () => {
    const held = ['mail', 'chat', 'wiki'].map((productId) => ({ grantId: `grant of ${productId}`, productId }));
    const moved = input({ formerDefaults: ['mail', 'chat'], defaults: ['chat', 'wiki'], held: held.slice(0, 2) });
    expect(keys('mover', moved)).toEqual(['give:wiki', 'revoke:grant of mail']);
    expect(keys('mover', { ...moved, held })).toEqual(['revoke:grant of mail']);
    expect(keys('mover', { ...moved, formerDefaults: moved.defaults })).toEqual([]);
  });
});

describe('the tasks of an offboarding', () => {
  it('take each grant, and hand over each thing that the person owns', () => {
    const held = [
      { grantId: 'g1', productId: 'mail' },
      { grantId: 'g2', productId: 'gone' },
    ];
    const owned = [
      { what: 'service' as const, id: 'contoso', name: 'Contoso', serviceId: 'contoso' },
      { what: 'payment' as const, id: 'mail', name: 'mail', serviceId: 'contoso' },
      { what: 'domain' as const, id: 'area', name: 'Area', serviceId: null },
    ];
    const tasks = wantedTasks('offboarding', input({ held, owned, defaults: ['chat'] }));
    expect(tasks.map(({ key }) => key)).toEqual([
      'revoke:g1',
      'revoke:g2',
      'hand_over:service:contoso',
      'hand_over:payment:mail',
      'hand_over:domain:area',
    ]);
    const laptop = { itemId: 'laptop', itemNumber: 'L-1', name: 'Laptop', unit: 'pcs', quantity: '1' };
    expect(wantedTasks('offboarding', input({ equipment: [laptop] }))).toMatchObject([
      { key: 'return:laptop', title: 'Take back 1 pcs L-1 Laptop', about: { employeeId: PERSON, itemId: 'laptop' } },
    ]);
    expect(tasks[0]?.candidates).not.toContainEqual(taskCandidate.user(PERSON_USER));
    expect(tasks[3]).toMatchObject({
      title: 'Hand over the payment of mail',
      about: { userId: PERSON_USER, handedOver: 'payment', serviceId: 'contoso', productId: 'mail' },
      candidates: [MANAGER, ADMINISTRATORS],
    });
    expect(tasks[4]?.about).toMatchObject({ domainId: 'area', serviceId: null, productId: null });
  });
});
