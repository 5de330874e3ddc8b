import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PlatformKeys } from '#libs/privacy';

const PLATFORM_KEY = 'auth.device';
const ID_BYTES = 16;
const MAC_BYTES = 16;
/** The accounts that one browser is known to; the one that signed in longest ago is left out. */
const MOST_ACCOUNTS = 8;

interface ReadDevice {
  readonly id: Buffer;
  /** The last signed first. */
  readonly macs: readonly Buffer[];
}

/**
 * The tokens of browsers that have signed in: base64url of a random device id, and for each of the last accounts an HMAC
 * over the id and the account's address. Nothing of it is stored. It gives a counter of failed attempts, and no access.
 */
export class Devices {
  constructor(private readonly platformKeys: Pick<PlatformKeys, 'key'>) {}

  /** The id of a device that has signed in with the address; undefined for any other text. */
  async known(token: string | undefined, email: string): Promise<string | undefined> {
    const read = token === undefined ? undefined : readDevice(token);
    if (!read) return undefined;
    const own = await this.macOf(read.id, email);
    return read.macs.some((mac) => timingSafeEqual(mac, own)) ? read.id.toString('hex') : undefined;
  }

  /** The token of a device that signs in with the address: an earlier one of the same browser, with this account added. */
  async signedIn(token: string | undefined, email: string): Promise<string> {
    const { id, macs } = (token === undefined ? undefined : readDevice(token)) ?? newDevice();
    const own = await this.macOf(id, email);
    const others = macs.filter((mac) => !timingSafeEqual(mac, own)).slice(0, MOST_ACCOUNTS - 1);
    return Buffer.concat([id, own, ...others]).toString('base64url');
  }

  private async macOf(id: Buffer, email: string): Promise<Buffer> {
    const mac = createHmac('sha256', await this.platformKeys.key(PLATFORM_KEY));
    return mac.update('device/v1\n').update(id).update(email).digest().subarray(0, MAC_BYTES);
  }
}

function newDevice(): ReadDevice {
  return { id: randomBytes(ID_BYTES), macs: [] };
}

function readDevice(token: string): ReadDevice | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const macs = (bytes.length - ID_BYTES) / MAC_BYTES;
  // One token has one spelling.
  if (!Number.isInteger(macs) || macs < 1 || macs > MOST_ACCOUNTS || bytes.toString('base64url') !== token) {
    return undefined;
  }
  const macAt = (index: number) => bytes.subarray(ID_BYTES + index * MAC_BYTES, ID_BYTES + (index + 1) * MAC_BYTES);
  return { id: bytes.subarray(0, ID_BYTES), macs: Array.from({ length: macs }, (_, index) => macAt(index)) };
}
