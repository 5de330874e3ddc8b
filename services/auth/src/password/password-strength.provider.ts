import { Worker } from 'node:worker_threads';
import { passwordFault } from '#contracts/values/password';
import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import { Places } from '#libs/event-sourcing';
import { isCommonPassword } from './common-passwords.provider';

/** A password that somebody chose. */
export interface ChosenPassword {
  readonly password: string;
  /** The words that a guesser tries first: the person's address and name. */
  readonly of: readonly string[];
  /** The password's field in the request. Default: `/password`. */
  readonly pointer?: string;
  /** The account has a second factor. */
  readonly secondFactor?: true;
}

/** `score`: of zxcvbn, from 0 to 4. `warning`: its reason, a sentence. */
interface Judgement {
  readonly score: number;
  readonly warning: string | null;
}

/** 3: withstands 10^8 guesses. */
const LEAST_SCORE = 3;
/** The time to judge grows with the length, and what is this long is strong by its beginning or not at all. */
const JUDGED_CHARACTERS = 100;
/** The worker's dictionaries take 70 MB and a second to load: it ends when nobody chooses a password. */
const IDLE_MS = 20_000;
const PATIENCE_MS = 8_000;

const PRODUCT = 'opsledger';

/** Runs alike from sources and from `dist`: it loads packages alone, by their resolved paths. */
const JUDGE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { ZxcvbnFactory } = require(workerData.core);
  const common = require(workerData.common);
  const english = require(workerData.english);
  const judge = new ZxcvbnFactory({
    translations: english.translations,
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...english.dictionary },
  });
  parentPort.on('message', ({ password, words }) => {
    const { score, feedback } = judge.check(password, words);
    parentPort.postMessage({ score, warning: feedback.warning });
  });`;

/**
 * Judges new passwords (NIST SP 800-63B-4, 3.1.1.2): by their length, by lists of common ones, and by zxcvbn's estimate
 * of the guesses that it takes. zxcvbn runs in a thread of its own, one password at a time.
 */
export class PasswordStrength {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private answered: (judgement: Judgement) => void = () => undefined;
  private failed: (error: unknown) => void = () => undefined;
  private readonly turns = new Places(1, 100);

  /** @throws DomainError `VALIDATION_FAILED` with the reason; `SERVICE_UNAVAILABLE` when it cannot be judged now */
  async refuseWeak({ password, of, pointer = '/password', secondFactor }: ChosenPassword): Promise<void> {
    const tooShort = passwordFault(password, secondFactor && { secondFactor });
    if (tooShort !== undefined) throw invalid([{ pointer, code: 'LENGTH', message: tooShort }]);
    const message = await this.faultOf(password.normalize('NFC'), of);
    if (message !== undefined) throw invalid([{ pointer, code: 'COMMON', message }]);
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** Completes the sentence "<field> …". */
  private async faultOf(password: string, of: readonly string[]): Promise<string | undefined> {
    if (isCommonPassword(password)) return 'must not be one of the passwords that many people have chosen';
    const words = [PRODUCT, ...of.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])];
    const known = [...new Set(words.map((word) => word.toLowerCase()))].filter(({ length }) => length > 2);
    const { score, warning } = await this.turns.run(() => this.judged(password, known));
    if (score >= LEAST_SCORE) return undefined;
    const reason = warning ?? 'It takes too few guesses; add words that are less common.';
    return `must not be easy to guess: ${reason}`;
  }

  private async judged(password: string, words: readonly string[]): Promise<Judgement> {
    clearTimeout(this.idle);
    const worker = this.running();
    let late: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Judgement>((resolve, reject) => {
        late = setTimeout(() => reject(new DomainError('SERVICE_UNAVAILABLE')), PATIENCE_MS);
        this.answered = resolve;
        this.failed = reject;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage({ password: [...password].slice(0, JUDGED_CHARACTERS).join(''), words });
      });
    } catch (error) {
      // A late answer would be taken for that of the next password.
      await this.close();
      throw error;
    } finally {
      clearTimeout(late);
      if (this.worker) this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  private running(): Worker {
    if (!this.worker) {
      const workerData = {
        core: require.resolve('@zxcvbn-ts/core'),
        common: require.resolve('@zxcvbn-ts/language-common'),
        english: require.resolve('@zxcvbn-ts/language-en'),
      };
      const made = new Worker(JUDGE, { eval: true, execArgv: [], workerData })
        .on('message', (judgement: Judgement) => this.answered(judgement))
        .on('error', (error) => this.failed(error))
        .on('exit', () => {
          // One that died by itself is not asked again.
          if (this.worker === made) this.worker = undefined;
        });
      made.unref();
      this.worker = made;
    }
    return this.worker;
  }
}
