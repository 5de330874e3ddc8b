import type { GaugeReading } from '#libs/observability';
import type { ServiceDispatcher } from '../feature/service-dispatcher';
import type { MechanismParts } from '../feature/service-parts';
import type { RunningService } from '../process/services';
import type { StopSequence } from '../process/stop-sequence';
import type { HostedService, Mechanism, MechanismGiven, OpenMechanism } from './mechanism';

export interface OpenedMechanisms {
  /** The services, with the parts that the mechanisms provide. */
  readonly services: readonly RunningService[];
  /** The parts that the mechanisms provide to the gateway of this process, by its name. */
  provided(edge: string): MechanismParts;
  /** To be called before the services answer. */
  prepare(signal: AbortSignal): Promise<void>;
  /** To be called for each service once it answers. */
  answering(service: string, dispatcher: ServiceDispatcher): void;
  /** To be called when all services answer. Adds each stop to `stops`. */
  start(started: { readonly url: string }, stops: StopSequence): Promise<void>;
  gauges(): Promise<readonly GaugeReading[]>;
}

/** Opens the mechanisms of a process in order: each provides parts to the services and to the mechanisms after it. */
export function openMechanisms(
  mechanisms: readonly Mechanism[],
  {
    services: running,
    ...given
  }: Omit<MechanismGiven, 'services' | 'personalStores'> & { readonly services: readonly RunningService[] },
): OpenedMechanisms {
  const dispatchers = new Map<string, ServiceDispatcher>();
  const dispatcherOf = (service: string) => () => {
    const dispatcher = dispatchers.get(service);
    if (!dispatcher) throw new TypeError(`${service} does not answer yet`);
    return dispatcher;
  };
  const opened: { readonly name: string; readonly mechanism: OpenMechanism }[] = [];
  let services = running;
  for (const declared of mechanisms) {
    const hosted = services.map(({ definition, parts }): HostedService => ({
      definition,
      parts,
      dispatcher: dispatcherOf(definition.name),
    }));
    const personalStores = opened.flatMap((before) => before.mechanism.personalStores ?? []);
    const mechanism = declared.open({ ...given, services: hosted, personalStores });
    opened.push({ name: declared.name, mechanism });
    services = services.map((service) => ({
      ...service,
      parts: { ...service.parts, ...mechanism.provides?.(service.definition.name) },
    }));
  }
  return {
    services,
    provided: (edge) =>
      Object.assign({}, ...opened.map(({ mechanism }) => mechanism.provides?.(edge))) as MechanismParts,
    async prepare(signal) {
      for (const { mechanism } of opened) await mechanism.prepare?.(signal);
    },
    answering: (service, dispatcher) => void dispatchers.set(service, dispatcher),
    async start(started, stops) {
      for (const { name, mechanism } of opened) {
        stops.add(name, () => mechanism.stop());
        await mechanism.start(started);
      }
    },
    gauges: async () => (await Promise.all(opened.map(({ mechanism }) => mechanism.gauges()))).flat(),
  };
}
