/** The settings that addresses are made of. */
interface AddressSettings {
  readonly publicUrl?: string;
  readonly host?: string;
  readonly port?: number;
}

/** The address that a source calls, below `PUBLIC_URL`; without that setting, which production has, below the API's own. */
export function webhookAddress(settings: object, slug: string): string {
  const { publicUrl, host = '127.0.0.1', port = 3000 } = settings as AddressSettings;
  const base = publicUrl ?? `http://${host}:${port}`;
  return `${base.endsWith('/') ? base.slice(0, -1) : base}/api/v1/webhooks/hr/${slug}`;
}
