import { directory } from '../declare/directory';
import { Text } from '../declare/fields';
import { on } from '../declare/on';
import { DepartmentChanged, DepartmentCreated, DepartmentDeleted } from './department-events';

/** The name of a department, which other services may show and find it by. */
export class DepartmentEntry {
  @Text({ max: 200 }) name!: string;
}

export const departmentDirectory = directory('department', DepartmentEntry, {
  version: 1,
  from: [on(DepartmentCreated, ({ data: { name } }) => ({ name }))],
  on: [on(DepartmentChanged, ({ data: { name } }) => ({ name })), on(DepartmentDeleted, () => null)],
});
