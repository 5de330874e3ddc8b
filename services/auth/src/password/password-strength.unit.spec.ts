import { isCommonPassword } from './common-passwords.provider';
import { PasswordStrength } from './password-strength.provider';

const strength = new PasswordStrength();
afterAll(() => strength.close());

const of = ['ada.lovelace@example.org', 'Ada Lovelace'];
const faultOf = async (password: string, more: { readonly secondFactor?: true } = {}) => {
  const refused: unknown = await strength.refuseWeak({ password, of, ...more }).catch((error: unknown) => error);
  return (refused as { fields?: readonly { code: string; message: string }[] } | undefined)?.fields?.[0];
};

describe('a new password', () => {
  it.each([
    ['passwordpassword', /many people have chosen|easy to guess: Repeated/],
    ['aaaaaaaaaaaaaaaaaaaa', /Repeated characters/],
    ['abcabcabcabcabcabc', /Repeated character patterns/],
    ['qwertyuiopasdfghjkl', /easy to guess|many people/],
    ['P@ssw0rdP@ssw0rd', /easy to guess|many people/],
    ['ada.lovelace@example.org', /easy to guess/],
    ['opsledgeropsledger', /easy to guess/],
  ])('that is easy to guess is refused with the reason: %s', async (password, reason) => {
    expect(await faultOf(password)).toMatchObject({ code: 'COMMON', message: expect.stringMatching(reason) as string });
  });

  it.each(['correct horse battery', 'seven blue kettles sing', 'k8Qz0vX1mPw3-aR7tLe', 'ünïcödé wörtér drei'])(
    'that takes many guesses is accepted, of whatever characters: %s',
    async (password) => {
      expect(await faultOf(password)).toBeUndefined();
    },
  );

  it('is judged however long it is', async () => {
    expect(await faultOf('a'.repeat(1_000))).toMatchObject({ code: 'COMMON' });
    expect(await faultOf('x8Q-'.repeat(2).concat('lorem kettle sings', 'z'.repeat(900)))).toBeUndefined();
  });

  it('may have twelve characters with a second factor', async () => {
    expect(await faultOf('zq8-kettle-7')).toMatchObject({ code: 'LENGTH' });
    expect(await faultOf('zq8-kettle-7', { secondFactor: true })).toBeUndefined();
  });
});

it('the list has common passwords in any case, and takes about one other in a million for one', () => {
  expect(isCommonPassword('PasswordPassword')).toBe(true);
  const taken = Array.from({ length: 20_000 }, (_, at) => `no list has this ${at}`).filter(isCommonPassword);
  expect(taken).toEqual([]);
});
