import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.release-reservation',
  permission: 'inventory.reservation.manage',
  route: 'POST /reservations/{reservationId}/release',
  status: 200,
  summary: 'Release what is left of a reservation',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ReleaseReservation {
  @Id() reservationId!: string;
}
