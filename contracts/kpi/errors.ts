import { declareErrors } from '../declare/declare-errors';

export const kpiErrors = declareErrors({
  QUANTITIES_DIFFER: ['rule', 'Good, rework and scrap do not sum to what was produced'],
  PERIOD_CLOSED: ['rule', 'The business date lies in a closed period'],
  REPORT_NOT_RENDERED: ['rule', 'The content or the charts of the report could not be made'],
});
