import { memberAccess, membersWith } from '#contracts/auth/member-access';
import type { JudgeTargets, TargetsJudged } from '#contracts/kpi/judge-targets';
import type { KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { newIdOf, type Decide } from '#libs/event-sourcing';
import { ownContext, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { currentFormula } from '../formula/formulas';
import type { KpiParts } from '../kpi.provider';
import { linesCountedBy } from '../kpis/standing-lines';
import { linesOf, type Lines } from '../line/line';
import type { KnownSetup } from '../line-sums/setup-history';
import type { KpiRowOfGroup } from '../report/report-figures';
import { kpiTargets, type KpiTargets } from '../target/kpi-targets';
import { endUnwatched, judgeBreach, type JudgeBreach } from './judge-breach';
import { alertedFigures } from './kpi-alert.query';
import { kpiAlerts, type KpiAlertEvent, type KpiAlerts } from './kpi-alerts';
import {
  figurePlace,
  isWatchedByLine,
  judgedPeriods,
  periodsOver,
  toldOf,
  watchedScopes,
  watchedTargets,
  type AlertedScope,
  type JudgedFigure,
  type WatchedTarget,
} from './watched-targets';

/** Before the deadline: one figure is judged within this time. */
const ENOUGH_MS = 2_000;

/**
 * The stream of a figure decides whether a breach is told. One figure that fails keeps no other from being judged; its error
 * is thrown at the end.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on
 */
export async function judgeTargets(
  _command: JudgeTargets,
  context: CommandContext,
  parts: KpiParts,
): Promise<Outcome<TargetsJudged>> {
  const { tenantId, now, commandId, deadline } = context;
  const { state: targets } = await parts.commands.state(kpiTargets, tenantId, tenantId);
  const { timeZone } = (await parts.commands.state(organizationFacts, tenantId, tenantId)).state;
  const today = localDate(now, timeZone);
  const yesterday = daysAfter(today, -1);
  const known = await knownFor(context, parts);
  const watched = watchedFigures(targets, yesterday, known.lines);
  const unwatched = await unwatchedFigures(watched, tenantId, parts);
  if (watched.length + unwatched.length === 0) return { answer: { raised: 0 } };
  const ended = unwatched.map(({ place, figure }) => ({
    place,
    judge: () => decided(place, endUnwatched, { figure, date: yesterday }, context, parts),
  }));
  const judging = { today, timeZone, context, ...known };
  const figuresOf = figuresByLine(judging, parts);
  const judged = watched.map((each) => ({
    place: each.place,
    judge: async () => judgedOne(each, await figuresOf(each.watched), judging, parts),
  }));
  const isLate = () => Date.now() > deadline - ENOUGH_MS;
  return { answer: { raised: await parts.judgedSoFar.judge(commandId, [...ended, ...judged], isLate) } };
}

/** A figure that a target watches. */
interface WatchedFigure {
  /** Of key figure and scope. */
  readonly place: string;
  readonly scope: AlertedScope;
  readonly watched: WatchedTarget;
}

function watchedFigures(targets: KpiTargets, date: string, { byId }: Lines): WatchedFigure[] {
  return watchedTargets(targets, date).flatMap((watched) =>
    watchedScopes(watched, targets, byId).map((scope) => ({ place: figurePlace(watched.kpi, scope), scope, watched })),
  );
}

/** Read once for all figures. */
async function knownFor({ tenantId, now: asOf }: CommandContext, { commands, reportSetup }: KpiParts) {
  return {
    lines: await linesOf(tenantId, commands),
    readers: membersWith((await commands.state(memberAccess, tenantId, tenantId)).state, 'kpi.read'),
    setup: await reportSetup({ tenantId, asOf }),
  };
}

async function judgedOne(
  { place, scope, watched }: WatchedFigure,
  figures: FiguresByLine,
  { today, timeZone, lines, readers, context }: Judging,
  parts: KpiParts,
): Promise<number> {
  const { kpi, alert } = watched;
  const lineCode = scope.lineId === null ? null : (lines.byId.get(scope.lineId)?.code ?? null);
  const ofScope = figures.get(isWatchedByLine(watched) ? scope.lineId : null) ?? [];
  const command: JudgeBreach = {
    figure: { kpi, ...scope, lineCode, unit: currentFormula(kpi).unit },
    alert,
    told: toldOf(alert, readers),
    periods: judgedPeriods(watched, { over: periodsOver(alert, today), figures: ofScope, today, timeZone }),
  };
  return decided(place, judgeBreach, command, context, parts);
}

/** Those whose alert is open, though their target raises none any more. */
async function unwatchedFigures(watched: readonly WatchedFigure[], tenantId: string, { tenantReader }: KpiParts) {
  const places = new Set(watched.map(({ place }) => place));
  const alerted = await tenantReader.query(tenantId, (rows) => alertedFigures(rows, tenantId));
  return alerted.filter(({ place }) => !places.has(place));
}

interface Judging {
  readonly today: string;
  readonly timeZone: string;
  readonly context: CommandContext;
  readonly lines: Lines;
  readonly readers: ReadonlySet<string>;
  readonly setup: KnownSetup;
}

/** The figures of a target, by line where it watches lines; null: of its scope as a whole. */
type FiguresByLine = ReadonlyMap<string | null, readonly JudgedFigure[]>;

/** The figures as they are known now: those of all lines of a target are read once. */
function figuresByLine(judging: Judging, parts: KpiParts): (watched: WatchedTarget) => Promise<FiguresByLine> {
  const known = new Map<WatchedTarget, Promise<FiguresByLine>>();
  return (watched) => {
    const figures = known.get(watched) ?? readFigures(watched, judging, parts);
    known.set(watched, figures);
    return figures;
  };
}

async function readFigures(
  watched: WatchedTarget,
  { today, context, setup }: Judging,
  { reportFigures }: KpiParts,
): Promise<FiguresByLine> {
  const { kpi, alert, scope } = watched;
  const over = periodsOver(alert, today);
  // Products and areas are the same in any case, and groups of them are not: their scope is a filter.
  const groupBy = isWatchedByLine(watched) ? (['line'] as const) : [];
  const { items } = await reportFigures({
    tenantId: context.tenantId,
    period: { from: over[0]?.from ?? today, to: over.at(-1)?.to ?? today },
    grain: alert.grain,
    groupBy,
    countedBy: groupBy,
    countedLines: linesCountedBy({ groupBy, filters: scope.area === null ? {} : { area: scope.area } }),
    kpis: [kpi],
    lineIds: scope.lineId === null ? null : [scope.lineId],
    area: scope.area,
    ...(scope.product !== null && { product: scope.product }),
    asOf: context.now,
    setup,
  });
  const byLine = new Map<string | null, JudgedFigure[]>();
  for (const item of items) {
    const lineId = item.group.lineId ?? null;
    byLine.set(lineId, [...(byLine.get(lineId) ?? []), judgedFigure(item)]);
  }
  return byLine;
}

function judgedFigure({ from, to, values: [figure] }: KpiRowOfGroup): JudgedFigure {
  const { value = null, status = null, target = null, flags = [] } = figure ?? {};
  const judged = value === null || !status || !target ? null : { status, value, amber: target.amber };
  return { from, to, isProvisional: flags.includes('provisional'), judged };
}

/** Returns the number of alerts that were raised. */
async function decided<Command>(
  place: string,
  decide: Decide<Command, KpiAlerts, KpiAlertEvent>,
  command: Command,
  context: CommandContext,
  { commands }: KpiParts,
): Promise<number> {
  const { tenantId } = context;
  const id = newIdOf(tenantId, `kpi-alert/${place}`);
  const { result } = await commands.handle({
    aggregate: kpiAlerts,
    id,
    command,
    context: { ...ownContext(context), commandId: newIdOf(context.commandId, place) },
    decide,
    answer: (_, { events }) =>
      events.filter(({ type }) => type === ('KpiAlertRaised' satisfies typeof KpiAlertRaised.type)).length,
  });
  return result;
}
