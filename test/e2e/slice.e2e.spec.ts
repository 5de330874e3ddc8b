import { OpsLedgerProcess, organizationOn } from '#libs/testing';
import { expectTheSlice } from './slice-steps';

let opsledger: OpsLedgerProcess;

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
});
afterAll(() => opsledger.remove());

describe('the slice, over HTTP', () => {
  it('runs from signing in to the audit trail', async () => {
    const organization = await organizationOn(opsledger);
    await expectTheSlice(organization);
  });
});
