import { Query } from '../declare/contract';
import { Choice, Code } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { StopReasonDetails } from './get-stop-reason';
import { STOP_CLASSES, type StopClass } from './kpi-words';

@Query({
  subject: 'kpi.list-stop-reasons',
  permission: 'kpi.read',
  route: 'GET /stop-reasons',
  summary: 'List the reasons for stops',
  answers: StopReasonDetails,
  list: { sort: ['code', 'name', 'createdAt'], search: true },
})
export class ListStopReasons extends ListRequest {
  @Code({ optional: true, description: 'In any case' }) code?: string;
  @Choice(STOP_CLASSES, { optional: true }) class?: StopClass;
}
