import type { ServiceDefinition } from '#libs/runtime';
import { formulaFeature } from './formula/formula.feature';
import { lineFeature } from './line/line.feature';
import { kpisFeature } from './kpis/kpis.feature';
import { lineDayFeature } from './line-day/line-day.feature';
import { kpiPeriodFeature } from './period/kpi-period.feature';
import { productStandardFeature } from './product-standard/product-standard.feature';
import { shiftCalendarFeature } from './shift-calendar/shift-calendar.feature';
import { stopReasonFeature } from './stop-reason/stop-reason.feature';
import { uploadFeature } from './upload/upload.feature';
import { kpiTargetFeature } from './target/kpi-target.feature';

/** Lines, what they produced and why they stood, and the key figures of both. */
export const kpi: ServiceDefinition = {
  name: 'kpi',
  features: [
    formulaFeature,
    lineFeature,
    shiftCalendarFeature,
    productStandardFeature,
    stopReasonFeature,
    kpiTargetFeature,
    kpiPeriodFeature,
    lineDayFeature,
    uploadFeature,
    kpisFeature,
  ],
};
