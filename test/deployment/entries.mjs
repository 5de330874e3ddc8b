/**
 * The entries of each service in a deployment: its logins at the bus and at the database, its container, its Kubernetes
 * deployment. The lines stand between `begin generated: <name>` and `end generated` in the files of a deployment.
 *
 * The gateway has the logins of every service. Its container and its deployment are written by hand: it is the only one
 * that is reached from outside.
 *
 * @typedef {{ readonly name: string, readonly need: 'required' | 'optional' }} Setting
 * @typedef {{ readonly name: string, readonly isEdge: boolean, readonly sends: readonly string[], readonly settings: readonly Setting[] }} Service
 */

const upper = (name) => name.toUpperCase().replaceAll('-', '_');
const postgresPassword = ({ name }) => `POSTGRES_${upper(name)}_PASSWORD`;
const natsPassword = ({ name }) => `NATS_${upper(name)}_PASSWORD`;
const required = (variable) => `\${${variable}:?set ${variable}}`;
const inner = (services) => services.filter(({ isEdge }) => !isEdge);

/**
 * The blocks of generated lines, by file and by the name that their markers have.
 *
 * @param {readonly Service[]} services the gateway first, the others by name
 * @returns {Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>}
 */
export function deploymentEntries(services) {
  return {
    'docker-compose.yml': {
      'passwords of the bus': services.map((each) => `${natsPassword(each)}: ${required(natsPassword(each))}`),
      'logins of the database': ['DATABASE_LOGINS: >-', `  ${services.map(databaseLogin).join(',')}`],
      services: inner(services).flatMap(container).slice(0, -1),
    },
    'deploy/compose.env.example': {
      'passwords of the database': services.map((each) => `${postgresPassword(each)}=`),
      'passwords of the bus': services.map((each) => `${natsPassword(each)}=`),
    },
    'deploy/nats/nats-server.conf': { logins: services.flatMap((each) => busLogin(each, services)) },
    'k8s/base/deployments.yaml': { services: inner(services).flatMap(kubernetesDeployment) },
    'k8s/base/disruption.yaml': {
      services: [
        '- key: app.kubernetes.io/name',
        '  operator: In',
        '  values:',
        ...services.map(({ name }) => `    - ${name}`),
      ],
    },
  };
}

const databaseLogin = (service) => `${service.name}=${required(postgresPassword(service))}`;

/** A service with one of these settings needs a network that leads outside of the deployment. */
const OUTSIDE = new Set(['SMTP_URL']);

function container(service) {
  const { name, settings } = service;
  const login = `opsledger_${name}_login:${required(postgresPassword(service))}`;
  return [
    `${name}:`,
    `  <<: *service`,
    `  command: [serve, ${name}]`,
    `  environment:`,
    `    <<: *environment`,
    `    DATABASE_URL: postgres://${login}@postgres:5432/opsledger`,
    `    NATS_URL: nats://${name}:${required(natsPassword(service))}@nats:4222`,
    ...settings.map(
      (each) => `    ${each.name}: ${each.need === 'required' ? required(each.name) : `\${${each.name}:-}`}`,
    ),
    ...(settings.some((each) => OUTSIDE.has(each.name)) ? [`  networks: [inside, outside]`] : []),
    '',
  ];
}

/** The gateway carries callers' requests, and so sends to every service. */
function busLogin(service, services) {
  const { name, isEdge } = service;
  const sends = isEdge ? inner(services).map((other) => `${other.name}.>`) : service.sends;
  return [
    `{`,
    `  user: ${name}`,
    `  password: $${natsPassword(service)}`,
    `  permissions: {`,
    `    publish: [${sends.map((subject) => JSON.stringify(subject)).join(', ')}]`,
    `    subscribe: ["${name}.> ${name}", "${name}.inquiries", "_INBOX.${name}.>"]`,
    `    allow_responses: true`,
    `  }`,
    `}`,
  ];
}

const kubernetesDeployment = ({ name }) =>
  `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: { app.kubernetes.io/name: ${name} }
  template:
    metadata:
      labels: { app.kubernetes.io/name: ${name} }
    spec:
      containers:
        - name: service
          image: opsledger
          args: [serve, ${name}]
          envFrom:
            - configMapRef: { name: opsledger }
            - secretRef: { name: opsledger }
            - secretRef: { name: opsledger-${name} }`.split('\n');
