import { createHmac } from 'node:crypto';

/** The name and the value of a parameter, not encoded. */
export type Parameter = readonly [name: string, value: string];

/** What an OAuth 1.0a request is signed with; without a token it asks for one. */
export interface Signing {
  readonly method: string;
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly nonce: string;
  /** Epoch seconds. */
  readonly timestamp: number;
}

/** The Authorization header of a request signed with HMAC-SHA1 and the consumer's secret alone. */
export function signedHeader(signing: Signing): string {
  const { method, url, consumerKey, consumerSecret, nonce, timestamp } = signing;
  const parameters: Parameter[] = [
    ['oauth_consumer_key', consumerKey],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_version', '1.0'],
  ];
  const signature = sign(signatureBaseString(method, url, parameters), consumerSecret);
  return authorizationHeader([...parameters, ['oauth_signature', signature]]);
}

/** An Authorization header of the OAuth scheme (RFC 5849, section 3.5.1). */
export function authorizationHeader(parameters: readonly Parameter[]): string {
  return `OAuth ${parameters.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(', ')}`;
}

/**
 * What is signed (RFC 5849, section 3.4.1).
 * @param parameters those of the header and of a form, without `realm` and `oauth_signature`; those
 * of the URL's query are added
 */
export function signatureBaseString(
  method: string,
  url: string,
  parameters: readonly Parameter[],
): string {
  const { origin, pathname, searchParams } = new URL(url);
  const normalized = [...searchParams, ...parameters]
    .map(([name, value]): Parameter => [encode(name), encode(value)])
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [method.toUpperCase(), origin + pathname, normalized].map(encode).join('&');
}

/** The HMAC-SHA1 signature of a base string, in base64 (RFC 5849, section 3.4.2). */
export function sign(baseString: string, consumerSecret: string, tokenSecret = ''): string {
  const key = `${encode(consumerSecret)}&${encode(tokenSecret)}`;
  return createHmac('sha1', key).update(baseString).digest('base64');
}

/** Percent-encoding that leaves only unreserved characters (RFC 5849, section 3.6). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encoded text is ASCII, so that comparing UTF-16 units compares bytes. */
function byNameThenValue([nameA, valueA]: Parameter, [nameB, valueB]: Parameter): number {
  return compare(nameA, nameB) || compare(valueA, valueB);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
