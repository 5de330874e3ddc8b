import { HoldPassword, type HeldPassword } from '#contracts/auth/hold-password';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { Passwords } from './passwords.store';

@Handles(HoldPassword)
export class HoldPasswordHandler implements Handler<HoldPassword, HeldPassword> {
  constructor(private readonly passwords: Passwords) {}

  async execute({ payload }: Dispatched<HoldPassword>): Promise<Outcome<HeldPassword>> {
    await this.passwords.hold(payload);
    return { answer: { passwordId: payload.passwordId } };
  }
}
