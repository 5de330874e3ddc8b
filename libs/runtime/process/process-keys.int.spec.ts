import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { MasterKeyMissing, WrappedKeyDamaged } from '#libs/privacy';
import { accessTokenKeyOf, masterKeysOf } from './process-keys';
import { asRefusal } from './refusals';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'opsledger-keys-'));
  await mkdir(join(dataDir, 'keys'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const keep = (name: string, content: string | Buffer) =>
  writeFile(join(dataDir, 'keys', name), content, { mode: 0o600 });

const foreign = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

it.each([
  ['empty', ''],
  ['of garbage', randomBytes(100)],
  ['of another length', randomBytes(16).toString('base64')],
  ['of another kind', newSigningKeyPem()],
])('refuses a kept master key that is %s, and names its file', async (_, content) => {
  await keep('master.key', content);
  await expect(masterKeysOf({ dataDir })).rejects.toMatchObject({
    name: 'StartRefused',
    message: expect.stringContaining(`${dataDir}/keys/master.key holds no master key`) as string,
  });
});

it.each([
  ['empty', ''],
  ['garbage', randomBytes(100)],
  ['on another curve', foreign],
  ['of another kind', randomBytes(32).toString('base64')],
])('refuses a kept key of access tokens that is %s, and names its file', async (_, content) => {
  await keep('jwt.pem', content);
  await expect(accessTokenKeyOf({ dataDir })).rejects.toMatchObject({
    name: 'StartRefused',
    message: expect.stringContaining(`${dataDir}/keys/jwt.pem is not a private key`) as string,
  });
});

it('reads the keys that it has made', async () => {
  const [master, signing] = [await masterKeysOf({ dataDir }), await accessTokenKeyOf({ dataDir })];
  expect((await masterKeysOf({ dataDir })).currentId).toBe(master.currentId);
  expect((await accessTokenKeyOf({ dataDir })).kid).toBe(signing.kid);
});

it('refuses a folder in place of a key', async () => {
  await mkdir(join(dataDir, 'keys', 'jwt.pem'), { mode: 0o700 });
  await expect(accessTokenKeyOf({ dataDir })).rejects.toThrow(`${dataDir}/keys/jwt.pem has to be a file`);
});

it('takes the key of the settings, whatever is kept', async () => {
  const jwtPrivateKey = newSigningKeyPem();
  await keep('jwt.pem', 'garbage');
  expect((await accessTokenKeyOf({ dataDir, jwtPrivateKey })).kid).toBe(signingKeyFromPem(jwtPrivateKey).kid);
});

it('names the setting or the file that has another master key than the database', () => {
  const missing = new MasterKeyMissing('0123');
  expect(asRefusal(missing, { dataDir })).toMatchObject({
    message: expect.stringContaining(`than ${dataDir}/keys/master.key.`) as string,
  });
  expect(asRefusal(missing, { dataDir, masterKey: randomBytes(32) })).toMatchObject({
    message: expect.stringContaining('than OPSLEDGER_MASTER_KEY.') as string,
  });
});

it('names the database that holds a damaged page or a damaged key', () => {
  const page = Object.assign(new Error('invalid page in block 0 of relation "base/5/1259"'), { code: 'XX001' });
  expect(asRefusal(page, { dataDir })).toMatchObject({
    message: expect.stringContaining(`${dataDir}/postgres is damaged and was left as it is: invalid page`) as string,
  });
  expect(asRefusal(new WrappedKeyDamaged('a'), { dataDir, databaseUrl: 'postgres://db/x' })).toMatchObject({
    message: expect.stringContaining('The database of DATABASE_URL is damaged: the wrapped key of a') as string,
  });
});
