import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { DataSourceOptions, EntityMetadata, ValueTransformer } from 'typeorm';
import { type RoleConnection, roleConnection } from './connection';
import type { EntityClass } from './entity';
import { SnakeCaseNames } from './entity-names';

export interface RoleDataSourceOptions extends RoleConnection {
  readonly entities?: readonly EntityClass[];
  readonly migrations?: DataSourceOptions['migrations'];
  /** The schema of the list of migrations. */
  readonly schema?: string;
  /** Given errors of idle connections. */
  readonly onError?: (error: Error) => void;
}

/** TypeORM makes a `Date` of a point in time; here it is text everywhere. */
const INSTANT: ValueTransformer = {
  from: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
  to: (value: unknown) => value,
};

/** A TypeORM data source whose every connection sets a role, and whose columns are named in snake case. */
export class RoleDataSource extends DataSource {
  private readonly budget: RoleConnection['budget'];

  constructor(url: string, options: RoleDataSourceOptions) {
    const { entities = [], migrations = [], schema, onError } = options;
    super({
      type: 'postgres',
      url,
      entities: [...entities],
      migrations,
      migrationsTransactionMode: 'each',
      namingStrategy: new SnakeCaseNames(),
      synchronize: false,
      installExtensions: false,
      // Logs nothing unless DEBUG asks for it; faults are thrown.
      logger: 'debug',
      // Options of the pool; they override those that TypeORM derives from the ones above.
      extra: roleConnection(url, options),
      ...(schema && { schema }),
      ...(onError && { poolErrorHandler: onError }),
    });
    this.budget = options.budget;
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    // TypeORM's own pool, whose idle connections count like all others.
    const { master } = this.driver as unknown as { readonly master: Pool };
    this.budget?.add(master);
    return this;
  }

  protected override async buildMetadatas(): Promise<void> {
    await super.buildMetadatas();
    for (const column of this.entityMetadatas.flatMap(({ columns }) => columns)) {
      if (String(column.type).startsWith('timestamp')) column.transformer ??= INSTANT;
    }
  }

  /** The entities' metadata, without connecting. */
  async describe(): Promise<readonly EntityMetadata[]> {
    await this.buildMetadatas();
    return this.entityMetadatas;
  }
}
