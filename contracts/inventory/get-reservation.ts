import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { ReservationDetails } from './list-reservations';

@Query({
  subject: 'inventory.get-reservation',
  permission: 'inventory.stock.read',
  route: 'GET /reservations/{reservationId}',
  summary: 'Read a reservation',
  answers: ReservationDetails,
})
export class GetReservation {
  @Id() reservationId!: string;
}
