import { performance } from 'node:perf_hooks';
import type { HttpClient } from '../../../libs/testing/http-client';
import { PASSWORD, signIn } from '../../../libs/testing/organization';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform } from '../platform';

/** Of each kind of address, at scale 1. */
const SAMPLES = 1_000;
/** How often passwords are tried on an address: the fifth failure locks an account. */
const GUESSES = 4;
/** The network address fails so often that it must not be locked. */
const USER = { name: 'Ada', roles: ['viewer'] };
const SETTINGS = { LOGIN_ADDRESS_FAILURES: '1000000' };

const known = (count: number) => `person-${count}@known.test`;
const addressOf = (kind: keyof Samples, count: number) =>
  kind === 'known' ? known(count) : `nobody-${count}@unknown.test`;

type Ask = (address: string) => Promise<{ readonly status: number }>;

interface Samples {
  readonly known: number[];
  readonly unknown: number[];
}

/** One request to each kind of address after the other, so that both meet the same load. */
async function sample(
  size: number,
  ask: Ask,
  addressOf: (kind: keyof Samples, count: number) => string,
): Promise<Samples> {
  const samples: Samples = { known: [], unknown: [] };
  const statuses = { known: new Set<number>(), unknown: new Set<number>() };
  for (let count = 0; count < size; count++) {
    const kinds = count % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of kinds) {
      const address = addressOf(kind, count);
      const began = performance.now();
      const { status } = await ask(address);
      samples[kind].push(performance.now() - began);
      statuses[kind].add(status);
    }
  }
  const [known, unknown] = [[...statuses.known].join(), [...statuses.unknown].join()];
  if (known !== unknown) throw new Error(`known addresses are answered ${known}, unknown ones ${unknown}`);
  return samples;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
};
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Welch's t of the two means: beyond 3 in either direction the kinds of address can be told apart. */
function welch({ known, unknown }: Samples): number {
  const spread = Math.sqrt(variance(known) / known.length + variance(unknown) / unknown.length);
  return (mean(known) - mean(unknown)) / spread;
}

function figure(id: string, title: string, samples: Samples): FigureMeasurement {
  const notes = {
    samples: `${samples.known.length} of each`,
    'median known, ms': Number(median(samples.known).toFixed(2)),
    'median unknown, ms': Number(median(samples.unknown).toFixed(2)),
    'mean known, ms': Number(mean(samples.known).toFixed(2)),
    'mean unknown, ms': Number(mean(samples.unknown).toFixed(2)),
  };
  return { id, title, value: Math.abs(welch(samples)), unit: '|t|', goal: { atMost: 3 }, detail: { notes } };
}

/** An organisation with room for everybody, and its administrator. */
async function roomyOrganization(platform: BenchPlatform, slug: string): Promise<HttpClient> {
  const { http } = platform.process;
  const admin = { email: `admin@${slug}.test`, name: 'Ada', password: PASSWORD };
  const operator = http.as(await platform.operatorToken());
  const { status } = await operator.post('organizations', { slug, name: slug, tier: 'enterprise', admin });
  if (status !== 201) throw new Error(`organizations: ${status}`);
  await platform.caughtUp();
  return signIn(http, admin.email);
}

/** The first of them with a password, which their organisation set. */
async function makeKnown(admin: HttpClient, size: number): Promise<void> {
  for (let count = 0; count < size; count++) {
    const password = count < size / GUESSES ? { password: PASSWORD } : {};
    const { status } = await admin.post('users', { ...USER, ...password, email: known(count) });
    if (status !== 201) throw new Error(`users: ${status}`);
  }
}

/** Whether the time of an answer tells which addresses have an account. */
export const SIGN_IN_TIMING: readonly BenchEntry[] = [
  {
    name: 'sign-in-timing',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database, SETTINGS);
      try {
        const [first, second] = [
          await roomyOrganization(platform, 'timing-a'),
          await roomyOrganization(platform, 'timing-b'),
        ];
        const size = Math.ceil((SAMPLES * bench.settings.scale) / GUESSES) * GUESSES;
        bench.log(`making ${size} accounts`);
        await makeKnown(first, size);
        await platform.caughtUp();
        const invited = await sample(size, (email) => second.post('users', { ...USER, email }), addressOf);
        const guessed = await sample(
          size,
          (email) => platform.process.http.post('auth/login', { email, password: 'the password of nobody' }),
          (kind, count) => addressOf(kind, count % (size / GUESSES)),
        );
        return [
          figure('sign-in-timing', 'failed sign-in: known against unknown addresses', guessed),
          figure('invitation-timing', '`POST users`: known against unknown addresses', invited),
        ];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];
