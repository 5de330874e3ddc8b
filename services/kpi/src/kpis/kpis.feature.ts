import { GetKpis } from '#contracts/kpi/get-kpis';
import { query, type Feature } from '#libs/runtime';
import { lineSumsProjection } from '../line-sums/line-sums.projection';
import { getKpis } from './get-kpis.query';
import { lineCells } from './line-cells.query';

/** Every input of figures. */
const SOURCES = [lineCells];

export const kpisFeature: Feature = {
  wirings: [query(GetKpis, getKpis(SOURCES), { reads: [lineSumsProjection] })],
  projections: [lineSumsProjection],
};
