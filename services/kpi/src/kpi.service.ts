import { activeOrganizations, service } from '#libs/runtime';
import { alertFeature } from './alert/alert.feature';
import { organizations } from './alert/organizations.entity';
import { deliveryFeature } from './delivery/delivery.feature';
import { attendanceFeature } from './attendance/attendance.feature';
import { formulaFeature } from './formula/formula.feature';
import { inspectionFeature } from './inspection/inspection.feature';
import { kpiParts, type KpiParts } from './kpi.provider';
import { lineFeature } from './line/line.feature';
import { kpisFeature } from './kpis/kpis.feature';
import { lineDayFeature } from './line-day/line-day.feature';
import { kpiPeriodFeature } from './period/kpi-period.feature';
import { productStandardFeature } from './product-standard/product-standard.feature';
import { reportRecipient, reportTokens } from './report/report-recipient.provider';
import { editsFeature } from './edits/edits.feature';
import { reportFeature } from './report/report.feature';
import { shiftCalendarFeature } from './shift-calendar/shift-calendar.feature';
import { stopReasonFeature } from './stop-reason/stop-reason.feature';
import { uploadFeature } from './upload/upload.feature';
import { kpiTargetFeature } from './target/kpi-target.feature';
import { wipJobFeature } from './wip/wip-job.feature';

/** Lines, what they produced and why they stood, and the key figures of both. */
export const kpi = service<KpiParts>({
  name: 'kpi',
  parts: kpiParts,
  features: [
    formulaFeature,
    lineFeature,
    shiftCalendarFeature,
    productStandardFeature,
    stopReasonFeature,
    kpiTargetFeature,
    kpiPeriodFeature,
    lineDayFeature,
    inspectionFeature,
    deliveryFeature,
    attendanceFeature,
    wipJobFeature,
    editsFeature,
    uploadFeature,
    kpisFeature,
    reportFeature,
    alertFeature,
  ],
  settings: { publicUrl: 'required', smtpUrl: 'optional', smtpFrom: 'optional' },
  scheduledOrganizations: activeOrganizations(organizations),
  mailRecipient: reportRecipient,
  mailTokens: reportTokens,
});
