import { GetKpiLineage } from '#contracts/kpi/get-kpi-lineage';
import { GetKpiLosses } from '#contracts/kpi/get-kpi-losses';
import { GetKpis } from '#contracts/kpi/get-kpis';
import { GetStopPareto } from '#contracts/kpi/get-stop-pareto';
import { ListMissingData } from '#contracts/kpi/list-missing-data';
import { kpiTopic } from '#contracts/kpi/live-topics';
import { query, type Feature } from '#libs/runtime';
import { lineSumsProjection } from '../line-sums/line-sums.projection';
import { getKpiLineage } from './get-kpi-lineage.query';
import { getKpiLosses } from './get-kpi-losses.query';
import { getKpis } from './get-kpis.query';
import { getStopPareto } from './get-stop-pareto.query';
import { lineCells } from './line-cells.query';
import { listMissingData } from './list-missing-data.query';

/** Every input of figures. */
export const FIGURE_SOURCES = [lineCells];
export const FIGURE_READS = [lineSumsProjection];
const reading = { reads: FIGURE_READS };

export const kpisFeature: Feature = {
  wirings: [
    query(GetKpis, getKpis(FIGURE_SOURCES), reading),
    query(GetKpiLineage, getKpiLineage(FIGURE_SOURCES), reading),
    query(GetKpiLosses, getKpiLosses, reading),
    query(GetStopPareto, getStopPareto, reading),
    query(ListMissingData, listMissingData, reading),
  ],
  projections: [lineSumsProjection],
  topics: [kpiTopic],
};
