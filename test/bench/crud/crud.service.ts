import 'reflect-metadata';
import { createPublicKey, randomUUID } from 'node:crypto';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsDecimal, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { verify } from 'jsonwebtoken';
import { DataSource } from 'typeorm';
import { CrudAuditEntry, ENTITIES, CrudItem, CrudLocation, CrudMovement } from './crud.entities';

/**
 * The peer of the receipt figure: one plain NestJS service that keeps stock in rows, written as a careful team would
 * write it. Per receipt it verifies an ES256 token, validates the body, and in one durable transaction looks the item
 * and the location up, raises the stock row, and writes the movement and the audit entry.
 */
class ReceiptBody {
  @IsUUID() locationId!: string;
  @IsDecimal({ decimal_digits: '0,3' }) quantity!: string;
  @IsDecimal({ decimal_digits: '0,4' }) unitCost!: string;
  @IsOptional() @IsString() @MaxLength(200) reference?: string;
}

interface Caller {
  readonly sub: string;
  readonly org: string;
}

interface AuthorizedRequest {
  readonly headers: { readonly authorization?: string };
  caller: Caller;
}

const publicKey = createPublicKey(process.env['CRUD_PUBLIC_KEY'] ?? '');

@Injectable()
class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthorizedRequest>();
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    try {
      request.caller = verify(token ?? '', publicKey, { algorithms: ['ES256'] }) as unknown as Caller;
      return true;
    } catch (error) {
      throw new UnauthorizedException('a valid access token is needed', { cause: error });
    }
  }
}

/** One statement for reading and raising: no lock is held over a round trip that it does not need. */
const RAISE_STOCK = `
  INSERT INTO crud.stock AS s ("tenantId", "itemId", "locationId", "onHand")
  VALUES ($1, $2, $3, $4)
  ON CONFLICT ("tenantId", "itemId", "locationId") DO UPDATE SET "onHand" = s."onHand" + excluded."onHand"
  RETURNING "onHand"
`;

@Injectable()
class Receipts {
  constructor(private readonly source: DataSource) {}

  receive(caller: Caller, itemId: string, body: ReceiptBody): Promise<{ id: string; balanceAfter: string }> {
    const tenantId = caller.org;
    return this.source.transaction(async (manager) => {
      const item = await manager.findOneBy(CrudItem, { tenantId, id: itemId, active: true });
      const location = await manager.findOneBy(CrudLocation, { tenantId, id: body.locationId, active: true });
      if (!item || !location) throw new NotFoundException('there is no such item or location');
      const key = [tenantId, itemId, body.locationId];
      const [stock] = await manager.query<[{ onHand: string }]>(RAISE_STOCK, [...key, body.quantity]);
      const id = randomUUID();
      const recordedAt = new Date();
      const { quantity, unitCost, locationId } = body;
      const row = { id, tenantId, itemId, locationId, quantity, unitCost, recordedAt, actorId: caller.sub };
      await manager.insert(CrudMovement, { ...row, kind: 'receipt', balanceAfter: stock.onHand });
      await manager.insert(CrudAuditEntry, {
        id: randomUUID(),
        tenantId,
        actorId: caller.sub,
        action: 'stock.received',
        entityId: itemId,
        changes: { quantity, unitCost, locationId, onHand: stock.onHand },
        occurredAt: recordedAt,
      });
      return { id, balanceAfter: stock.onHand };
    });
  }
}

@UseGuards(TokenGuard)
@Controller('items')
class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  @Post(':itemId/receipts')
  receive(
    @Req() request: AuthorizedRequest,
    @Param('itemId', ParseUUIDPipe) itemId: string,
    @Body() body: ReceiptBody,
  ): Promise<{ id: string; balanceAfter: string }> {
    return this.receipts.receive(request.caller, itemId, body);
  }
}

function moduleOf(source: DataSource) {
  @Module({
    controllers: [ReceiptsController],
    providers: [Receipts, TokenGuard, { provide: DataSource, useValue: source }],
  })
  class CrudModule {}
  return CrudModule;
}

async function main(): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url: process.env['CRUD_DATABASE_URL'] ?? '',
    entities: ENTITIES,
    synchronize: true,
    extra: { max: 20 },
  });
  await source.initialize();
  const app = await NestFactory.create<NestFastifyApplication>(moduleOf(source), new FastifyAdapter(), {
    logger: ['error'],
  });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  process.once('disconnect', () => {
    void app.close().then(() => source.destroy());
  });
  process.send?.({ ready: new URL(await app.getUrl()).port });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
