import type { CaseKind } from '#contracts/workflow/case-events';
import type { InboxTaskKind, TaskCandidate, TaskPriority, TaskSubject } from '#contracts/workflow/inbox-events';
import type { TaskTemplate } from '#contracts/workflow/task-template-events';
import { templatesFor, type PlacedPost, type Post } from '../task-template/task-templates';
import { ADMINISTRATORS, taskCandidate, subjectOf } from './task-rules';

/** A task that a case is to have. One with a key that the case has already is the same task. */
export interface WantedTask {
  readonly key: string;
  readonly kind: InboxTaskKind;
  readonly title: string;
  readonly note: string | null;
  readonly candidates: readonly TaskCandidate[];
  /** In working days from the case's date. */
  readonly dueAfter: number;
  readonly priority: TaskPriority;
  readonly about: TaskSubject;
  /** `live`: from what the person has today, so it follows changes. Otherwise from defaults and templates. */
  readonly from: 'live' | 'defaults';
}

export interface KnownProduct {
  readonly productId: string;
  readonly serviceId: string;
  readonly name: string;
  readonly serviceName: string | null;
  readonly ownerIds: readonly string[];
}

export interface HeldGrant {
  readonly grantId: string;
  readonly productId: string;
}

/** Something that the person's user owns. `id`: of the service, product or domain. */
export interface OwnedThing {
  readonly what: 'service' | 'product' | 'payment' | 'domain' | 'open_tasks';
  readonly id: string;
  readonly name: string;
  readonly serviceId: string | null;
}

/** Stock that was issued to the person, as much as did not come back. */
export interface Equipment {
  readonly itemId: string;
  readonly itemNumber: string;
  readonly name: string;
  readonly unit: string;
  readonly quantity: string;
}

/** All that tasks are planned from. */
export interface PlanInput {
  readonly employeeId: string;
  /** Their login; null: none is known. */
  readonly userId: string | null;
  readonly post: PlacedPost;
  /** Of a move: the post before. */
  readonly formerPost: Post | null;
  readonly manager: TaskCandidate | null;
  /** Users who can sign in or are invited, and roles: what a template names may be gone since. */
  readonly users: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly templates: readonly TaskTemplate[];
  /** The products that the department of the post gives by default. */
  readonly defaults: readonly string[];
  readonly formerDefaults: readonly string[];
  readonly products: ReadonlyMap<string, KnownProduct>;
  /** Grants of the person that have not ended. */
  readonly held: readonly HeldGrant[];
  readonly owned: readonly OwnedThing[];
  readonly equipment: readonly Equipment[];
}

const BEFORE_THE_START = -1;
const ON_THE_DAY = 0;

export function wantedTasks(kind: CaseKind, input: PlanInput): readonly WantedTask[] {
  const templates = templatesFor(input, kind, input.post).flatMap((each) => ofTemplate(each, input));
  return onceEach([...ofKind(kind, input), ...templates]);
}

function ofKind(kind: CaseKind, input: PlanInput): readonly WantedTask[] {
  const { defaults, formerDefaults, held, owned, equipment } = input;
  switch (kind) {
    case 'onboarding':
      return given(defaults, input);
    case 'mover': {
      const kept = new Set(defaults);
      const added = defaults.filter((each) => !formerDefaults.includes(each));
      const lost = held.filter(({ productId }) => formerDefaults.includes(productId) && !kept.has(productId));
      return [...given(added, input), ...lost.map((each) => revoked(each, input, 'defaults'))];
    }
    case 'offboarding':
      return [
        ...held.map((each) => revoked(each, input, 'live')),
        ...owned.map((each) => handedOver(each, input)),
        ...equipment.map((each) => returned(each, input)),
      ];
  }
}

/** Products that the person does not have yet. */
function given(productIds: readonly string[], input: PlanInput): readonly WantedTask[] {
  const has = new Set(input.held.map(({ productId }) => productId));
  return productIds.flatMap((productId) => {
    const product = input.products.get(productId);
    if (!product || has.has(productId)) return [];
    const { departmentId } = input.post;
    return [{ ...giving(product, input, departmentId), dueAfter: BEFORE_THE_START, ...PLANNED }];
  });
}

const PLANNED = { note: null, priority: 'normal', from: 'defaults' } as const;

function giving(product: KnownProduct, { employeeId, userId }: PlanInput, departmentId: string | null) {
  const { productId, serviceId } = product;
  return {
    key: `give:${productId}`,
    kind: 'give_grant' as const,
    title: `Give ${nameOf(product)}`,
    candidates: responsible(product, userId),
    about: subjectOf({ employeeId, productId, serviceId, departmentId }),
  };
}

function revoked({ grantId, productId }: HeldGrant, input: PlanInput, from: WantedTask['from']): WantedTask {
  const product = input.products.get(productId);
  const { employeeId } = input;
  return {
    key: `revoke:${grantId}`,
    kind: 'revoke_grant',
    title: product ? `Revoke ${nameOf(product)}` : 'Revoke a grant',
    note: null,
    candidates: product ? responsible(product, input.userId) : [ADMINISTRATORS],
    dueAfter: ON_THE_DAY,
    priority: 'high',
    about: subjectOf({ employeeId, grantId, productId, serviceId: product?.serviceId ?? null }),
    from,
  };
}

const WORDS: Readonly<Record<OwnedThing['what'], string>> = {
  service: 'the service',
  product: 'the product',
  payment: 'the payment of',
  domain: 'the domain',
  open_tasks: 'the open tasks of domains',
};

function handedOver({ what, id, name, serviceId }: OwnedThing, { employeeId, userId, manager }: PlanInput): WantedTask {
  const isOfProduct = what === 'product' || what === 'payment';
  return {
    key: `hand_over:${what}:${id}`,
    kind: 'hand_over',
    title: what === 'open_tasks' ? `Hand over ${WORDS[what]}` : `Hand over ${WORDS[what]} ${name}`,
    note: null,
    candidates: [...(manager ? [manager] : []), ADMINISTRATORS],
    dueAfter: ON_THE_DAY,
    priority: 'normal',
    about: subjectOf({
      employeeId,
      userId,
      handedOver: what,
      serviceId: what === 'service' ? id : serviceId,
      productId: isOfProduct ? id : null,
      domainId: what === 'domain' ? id : null,
    }),
    from: 'live',
  };
}

function returned({ itemId, itemNumber, name, unit, quantity }: Equipment, input: PlanInput): WantedTask {
  const { employeeId, manager } = input;
  return {
    key: `return:${itemId}`,
    kind: 'return_equipment',
    title: `Take back ${quantity} ${unit} ${itemNumber} ${name}`.slice(0, 300),
    note: null,
    candidates: [...(manager ? [manager] : []), ADMINISTRATORS],
    dueAfter: ON_THE_DAY,
    priority: 'normal',
    about: subjectOf({ employeeId, itemId }),
    from: 'live',
  };
}

/** A template whose product the person has already makes no task. */
function ofTemplate(template: TaskTemplate, input: PlanInput): readonly WantedTask[] {
  const { id, title, note, dueAfter, priority, productId } = template;
  const { employeeId, held } = input;
  const product = productId === null ? undefined : input.products.get(productId);
  const candidates = candidatesOf(template, input, product);
  const common = { title, note, candidates, dueAfter, priority, from: 'defaults' as const };
  if (productId === null) {
    return [{ ...common, key: `template:${id}`, kind: 'todo', about: subjectOf({ employeeId }) }];
  }
  if (!product || held.some((each) => each.productId === productId)) return [];
  return [{ ...giving(product, input, null), ...common }];
}

/** The administrators are asked where the manager is not known, and in the place of a user or a role that is gone. */
function candidatesOf(
  { candidates }: TaskTemplate,
  { manager, users, roles }: PlanInput,
  product: KnownProduct | undefined,
): readonly TaskCandidate[] {
  return candidates.map(({ kind, userId, role }) => {
    if (kind === 'user' && userId !== null && users.has(userId)) return taskCandidate.user(userId);
    if (kind === 'role' && role !== null && roles.has(role)) return taskCandidate.role(role);
    if (kind === 'service_admins' && product) return taskCandidate.serviceAdmins(product.serviceId);
    return kind === 'manager' && manager ? manager : ADMINISTRATORS;
  });
}

const nameOf = ({ name, serviceName }: KnownProduct) =>
  serviceName === null || serviceName.length + name.length > 250 ? name : `${name} (${serviceName})`;

/** The owners of a product and of its service but the person, whoever it is assigned to, and the administrators. */
function responsible({ serviceId, ownerIds }: KnownProduct, personId: string | null): readonly TaskCandidate[] {
  return [...new Set(ownerIds)]
    .filter((each) => each !== personId)
    .map((userId) => taskCandidate.user(userId))
    .concat(taskCandidate.serviceAdmins(serviceId), ADMINISTRATORS);
}

function onceEach(tasks: readonly WantedTask[]): readonly WantedTask[] {
  return [...new Map(tasks.toReversed().map((each) => [each.key, each])).values()].toReversed();
}
