const REDACTED = '[redacted]';

/** Shorter values would blacken ordinary words. Characters. */
const MIN_LENGTH = 6;

/**
 * Builds the function that removes secrets from any text: each value as it is, URL-encoded,
 * JSON-escaped, in base64, and the shapes of authorization headers and of passwords in URLs.
 * @param secrets the values to remove; those shorter than 6 characters are left alone
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets
      .flatMap((secret) => [secret, secret.trim()])
      .filter((secret) => secret.length >= MIN_LENGTH)
      .flatMap(formsOf),
  );
  const known = [...forms].sort((a, b) => b.length - a.length).map((form) => RegExp.escape(form));
  const patterns = [
    ...(known.length > 0 ? [new RegExp(known.join('|'), 'g')] : []),
    /(?<=\b(?:Basic|Bearer|OAuth)\s+)[\w+/=.~"%,-]{8,}/gi,
    /(?<=:\/\/[^\s/:@]{1,256}:)[^\s/@]{1,1024}(?=@)/g,
  ];
  return (text) => patterns.reduce((safe, pattern) => safe.replace(pattern, REDACTED), text);
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...base64Forms(secret),
  ];
}

/** The parts of a base64 text that are the same wherever the secret starts in the encoded bytes. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const whole = bytes.length - (bytes.length % 3);
    const from = offset === 0 ? 0 : 4;
    const stable = bytes.subarray(0, whole).toString('base64').slice(from);
    return stable.length >= 8 ? [stable] : [];
  });
}
