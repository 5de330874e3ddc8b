import type { Configuration } from '#libs/runtime';
import { type Finding, failed, ok, warning } from './finding';

type Settings = Pick<
  Configuration,
  'host' | 'mode' | 'metricsToken' | 'enableSwagger' | 'corsAllowedOrigins' | 'logLevel' | 'publicUrl'
>;

const LOCAL = new Set(['127.0.0.1', '::1', '[::1]', 'localhost']);

/** Checks settings that show or allow more to others than production should. */
export function exposureFindings(settings: Settings): readonly Finding[] {
  return [...addresses(settings), corsFinding(settings), logFinding(settings), ...tlsFindings(settings)];
}

function addresses({ host, mode, metricsToken, enableSwagger }: Settings): readonly Finding[] {
  const isProduction = mode === 'production';
  const docs = enableSwagger && isProduction;
  const reach = LOCAL.has(host)
    ? [ok('exposure', 'only this machine reaches the API')]
    : [
        ...(isProduction
          ? []
          : [warning('exposure', `HOST is open to others and NODE_ENV is ${mode}: set production`)]),
        ...(metricsToken === undefined
          ? [warning('exposure', 'without METRICS_TOKEN only this machine reads /metrics')]
          : []),
      ];
  return [
    ...reach,
    ...(docs ? [warning('exposure', 'ENABLE_SWAGGER shows /docs to everyone: leave it out in production')] : []),
  ];
}

/** A wildcard is refused by the settings; an origin without TLS, or of a developer's machine, is as open. */
function corsFinding({ mode, corsAllowedOrigins }: Settings): Finding {
  const open = corsAllowedOrigins.filter((origin) => {
    const { protocol, hostname } = new URL(origin);
    return protocol === 'http:' || LOCAL.has(hostname);
  });
  if (open.length === 0) return ok('cors', `${corsAllowedOrigins.length} origins, each exact and with https`);
  const what = `${open.join(', ')}: pages that others can put there call the API as the person signed in; name https origins only`;
  return mode === 'production' ? failed('cors', what) : ok('cors', `${open.length} origins of development`);
}

function logFinding({ mode, logLevel }: Settings): Finding {
  const isTalkative = logLevel === 'debug' || logLevel === 'trace';
  if (mode !== 'production' || !isTalkative) return ok('log level', logLevel);
  return warning('log level', `LOG_LEVEL is ${logLevel}, which fills disks and shows much: set info`);
}

/** TLS ends at a proxy in front; the address that people open shows whether there is one. */
function tlsFindings({ mode, publicUrl }: Settings): readonly Finding[] {
  if (publicUrl === undefined) return [];
  if (new URL(publicUrl).protocol === 'https:') return [ok('tls', 'PUBLIC_URL begins with https')];
  const what = 'PUBLIC_URL begins with http: put a proxy with TLS in front and name its https address';
  return [
    mode === 'production' ? failed('tls', what) : ok('tls', 'PUBLIC_URL begins with http, outside of production'),
  ];
}
