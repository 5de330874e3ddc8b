import { Count, Id } from '../declare/fields';

/** A thing as an import left it. */
export class ImportedThing {
  @Id() id!: string;
  @Count({ min: 0, max: 1e15, description: 'Of its stream, after the import' }) revision!: number;
}
