import { eventDeclaration } from '../declare/event';
import { EmployeeAdded, EmployeeChanged } from './employee-events';

it.each([EmployeeAdded.type, EmployeeChanged.type])('%s of version 1 knows no place of work', (type) => {
  const older = { employeeId: 'ada', position: 'Baker' };
  expect(eventDeclaration(type)?.upcast?.[1]?.(older)).toEqual({ ...older, location: null });
});
