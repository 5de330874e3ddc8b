import { Choice, Count, Id } from '../declare/fields';

/** A thing as an import left it. */
export class ImportedThing {
  @Id() id!: string;
  @Choice(['created', 'changed'], { description: 'By the import' }) outcome!: 'created' | 'changed';
  @Count({ min: 0, max: 1e15, description: 'Of its stream, after the import' }) revision!: number;
}
