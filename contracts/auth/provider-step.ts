import { Text } from '../declare/fields';
import { Browser } from '../values/browser';

/** The next step of a sign-in with a provider: an address that the browser goes to. */
export class ProviderStep {
  @Text({ max: 8000, example: 'https://id.example.com/authorize?client_id=opsledger' }) location!: string;
  @Browser() browser?: string;
}
