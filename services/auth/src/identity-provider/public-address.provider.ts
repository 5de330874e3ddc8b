/** The settings that addresses are made of. */
export interface AddressSettings {
  readonly publicUrl?: string;
  readonly host?: string;
  readonly port?: number;
  readonly mode?: string;
}

/** An address below `PUBLIC_URL`; without that setting, which production has, below the API's own. */
export function publicAddress({ publicUrl, host = '127.0.0.1', port = 3000 }: AddressSettings, path: string): URL {
  const base = publicUrl ?? `http://${host}:${port}`;
  return new URL(path, base.endsWith('/') ? base : `${base}/`);
}

/** The address to which providers send browsers back. It is registered with each of them. */
export function redirectUri(settings: AddressSettings): string {
  return publicAddress(settings, 'api/v1/auth/oidc/callback').href;
}
