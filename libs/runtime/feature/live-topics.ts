import { type LiveTopic, declaredTopics } from '#contracts/declare/live-topic';
import { type Projection, handlerOf } from '#libs/projections';
import { type ServiceDefinition, projectionsOf } from './feature';
import { refuseUnscoped } from './scope';

/**
 * A gateway waits for the projections that a topic names, so each must belong to the service and fold the topic's
 * events. A topic of a permission that a contract binds to rows has a scope as well: else it would show the rows that
 * lists hide.
 * @throws TypeError for a topic of the service that no feature declares, or that names another projection
 */
export function refuseTopicGaps(definition: ServiceDefinition): void {
  const { name: service, features } = definition;
  const topics = features.flatMap(({ topics: declared = [] }) => declared);
  const foreign = topics.find((topic) => topic.service !== service);
  if (foreign) throw new TypeError(`${service} has the topic ${foreign.name}, which is ${foreign.service}'s`);
  const missing = declaredTopics().find((topic) => topic.service === service && !topics.includes(topic));
  if (missing) throw new TypeError(`no feature of ${service} has the topic ${missing.name}`);
  const projections = new Map(projectionsOf(definition).map((projection) => [projection.name, projection]));
  for (const { name, permission, scope } of topics) {
    if (!scope && permission !== 'self') refuseUnscoped(`the topic ${name}`, permission);
  }
  for (const topic of topics) for (const name of topic.projections) refuseBlind(topic, name, projections.get(name));
}

function refuseBlind({ name, on }: LiveTopic, named: string, projection: Projection | undefined): void {
  if (!projection) throw new TypeError(`the topic ${name} waits for ${named}, which is no projection of its service`);
  const blind = on.find(
    ({ event: { type }, projections }) => projections?.includes(named) && !handlerOf(projection, type),
  );
  if (blind) throw new TypeError(`the topic ${name} waits for ${named}, which passes over ${blind.event.type}`);
}
