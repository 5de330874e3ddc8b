import type { Bench, Detail } from './figure';
import { median } from './random';
import { type Round, measureOnce, sideOf } from './side';
import type { TaskRequest } from './tasks/task';

export interface Contender {
  readonly name: string;
  /** The processes of one round; `round` counts from 0 and goes into the seed. */
  readonly requests: (round: number) => readonly TaskRequest[];
  /** Runs before each of its rounds, unmeasured. */
  readonly before?: () => Promise<void>;
}

export interface Comparison {
  /** The median of ours/peer over the rounds. */
  readonly ratio: number;
  readonly detail: Detail & { readonly sides: NonNullable<Detail['sides']> };
}

/**
 * Two sides in interleaved rounds, so that changes on the machine affect both. The first side alternates. The figure is
 * the median of the rounds' ratios, each of two neighbours in time.
 */
export async function compare(bench: Bench, ours: Contender, peer: Contender): Promise<Comparison> {
  const rounds: { readonly ours: Round; readonly peer: Round }[] = [];
  for (let round = 0; round < bench.settings.rounds; round++) {
    const order = round % 2 === 0 ? [peer, ours] : [ours, peer];
    const measured = new Map<Contender, Round>();
    for (const contender of order) measured.set(contender, await runRound(bench, contender, round));
    const pair = { ours: expectRound(measured, ours), peer: expectRound(measured, peer) };
    rounds.push(pair);
    bench.log(
      `  round ${round + 1}: ${ours.name} ${rate(pair.ours)}, ${peer.name} ${rate(pair.peer)}, ` +
        `ratio ${(pair.ours.perSecond / pair.peer.perSecond).toFixed(2)}`,
    );
  }
  const ratios = rounds.map((round) => round.ours.perSecond / round.peer.perSecond);
  const sides = [
    sideOf(
      ours.name,
      rounds.map((round) => round.ours),
    ),
    sideOf(
      peer.name,
      rounds.map((round) => round.peer),
    ),
  ];
  return { ratio: median(ratios), detail: { sides, rounds: ratios.map((ratio) => Number(ratio.toFixed(3))) } };
}

/** One side alone, over all its rounds. */
export async function measureAlone(bench: Bench, contender: Contender): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < bench.settings.rounds; round++) {
    const done = await runRound(bench, contender, round);
    rounds.push(done);
    bench.log(`  round ${round + 1}: ${contender.name} ${rate(done)}`);
  }
  return rounds;
}

async function runRound(bench: Bench, contender: Contender, round: number): Promise<Round> {
  await contender.before?.();
  await bench.server.settle();
  return measureOnce(contender.requests(round));
}

function expectRound(rounds: ReadonlyMap<Contender, Round>, contender: Contender): Round {
  const round = rounds.get(contender);
  if (!round) throw new Error(`${contender.name} was not measured`);
  return round;
}

const rate = (round: Round): string => `${Math.round(round.perSecond).toLocaleString('en')}/s`;
