import type { ServiceParts } from '#libs/runtime';
import { JudgedSoFar } from './alert/judged-so-far.store';
import { ChartImages } from './report/chart-images.adapter';
import type { ReportFigures, ReportSetup } from './report/report-figures';
import { reportFiguresOf, reportSetupOf } from './report/report-figures.provider';
import { ReportLinks } from './report/report-links.adapter';

/** The parts that this service's commands and handlers are given. */
export interface KpiParts extends ServiceParts {
  readonly chartImages: ChartImages;
  readonly judgedSoFar: JudgedSoFar;
  readonly reportFigures: ReportFigures;
  readonly reportLinks: ReportLinks;
  readonly reportSetup: ReportSetup;
}

export function kpiParts(provided: ServiceParts): KpiParts {
  return {
    ...provided,
    chartImages: new ChartImages(),
    judgedSoFar: new JudgedSoFar(),
    reportFigures: reportFiguresOf(provided),
    reportLinks: new ReportLinks(provided.platformKeys),
    reportSetup: reportSetupOf(provided),
  };
}
