import { Count, Id } from './declare/fields';

/** What a command answers: the thing's id, and for information the revision it is at (not an ETag). */
export class Created {
  @Id() id!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
}
