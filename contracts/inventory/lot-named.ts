import { Code, LocalDate } from '../declare/fields';

/** The lot that comes in. */
export class LotNamed {
  @Code() number!: string;
  @LocalDate({ optional: true }) expiresOn?: string;
}
