import { Count, Id } from './declare/fields';

/** The answer of a command: the thing's id, and for information its revision (not an ETag). */
export class Created {
  @Id() id!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
}
