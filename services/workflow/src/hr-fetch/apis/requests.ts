import type { ApiRequest } from '../people-api';

export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
/** `name:password` as HTTP Basic has it. Credentials are ASCII. */
export const basic = (credential: string) => ({ authorization: `Basic ${btoa(credential)}` });

export function get(path: string, headers: ApiRequest['headers']): ApiRequest {
  return { method: 'GET', path, headers: { accept: 'application/json', ...headers } };
}

export function post(path: string, headers: ApiRequest['headers'], body: object): ApiRequest {
  const json = { accept: 'application/json', 'content-type': 'application/json' };
  return { method: 'POST', path, headers: { ...json, ...headers }, body };
}

export const idIn = encodeURIComponent;
