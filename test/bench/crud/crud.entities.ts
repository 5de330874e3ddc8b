import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'crud', name: 'item' })
export class CrudItem {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('boolean') active!: boolean;
}

@Entity({ schema: 'crud', name: 'location' })
export class CrudLocation {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') code!: string;
  @Column('boolean') active!: boolean;
}

@Entity({ schema: 'crud', name: 'stock' })
export class CrudStock {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') itemId!: string;
  @PrimaryColumn('uuid') locationId!: string;
  @Column('numeric', { precision: 18, scale: 3 }) onHand!: string;
}

@Entity({ schema: 'crud', name: 'movement' })
@Index(['tenantId', 'itemId', 'recordedAt'])
export class CrudMovement {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') tenantId!: string;
  @Column('uuid') itemId!: string;
  @Column('uuid') locationId!: string;
  @Column('text') kind!: string;
  @Column('numeric', { precision: 18, scale: 3 }) quantity!: string;
  @Column('numeric', { precision: 18, scale: 4 }) unitCost!: string;
  @Column('numeric', { precision: 18, scale: 3 }) balanceAfter!: string;
  @Column('uuid') actorId!: string;
  @Column('timestamptz') recordedAt!: Date;
}

@Entity({ schema: 'crud', name: 'audit_entry' })
@Index(['tenantId', 'entityId', 'occurredAt'])
export class CrudAuditEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') tenantId!: string;
  @Column('uuid') actorId!: string;
  @Column('text') action!: string;
  @Column('uuid') entityId!: string;
  @Column('jsonb') changes!: object;
  @Column('timestamptz') occurredAt!: Date;
}

export const ENTITIES = [CrudItem, CrudLocation, CrudStock, CrudMovement, CrudAuditEntry];
