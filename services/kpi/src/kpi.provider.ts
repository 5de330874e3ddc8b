import type { ServiceParts } from '#libs/runtime';
import { ChartImages } from './report/chart-images.adapter';
import type { ReportFigures } from './report/report-figures';
import { reportFiguresOf } from './report/report-figures.provider';
import { ReportLinks } from './report/report-links.adapter';

/** The parts that this service's commands and handlers are given. */
export interface KpiParts extends ServiceParts {
  readonly chartImages: ChartImages;
  readonly reportFigures: ReportFigures;
  readonly reportLinks: ReportLinks;
}

export function kpiParts(provided: ServiceParts): KpiParts {
  return {
    ...provided,
    chartImages: new ChartImages(),
    reportFigures: reportFiguresOf(provided),
    reportLinks: new ReportLinks(provided.platformKeys),
  };
}
