const REDACTED = '[redacted]';

/** Shorter values would blacken ordinary words. Characters. */
const MIN_LENGTH = 6;

/** Credentials by the company they keep; none reaches over a quote, so JSON lines stay JSON. */
const SHAPES: readonly RegExp[] = [
  // A short word that is written like a word is taken for prose ("Basic Information").
  /(?<=\b(?:[Bb]asic|[Bb]earer|BASIC|BEARER)\s+)(?=[A-Za-z.-]*[\d+/=~_]|[A-Za-z.-]+[A-Z]|[A-Za-z.-]{20})[\w+/=.~-]{8,}/g,
  /(?<=\bOAuth\s+)\w+=\\?"[^"\\]*\\?"(?:,\s*\w+=\\?"[^"\\]*\\?")*/gi,
  /(?<=:\/\/[^\s/:@"]{0,256}:)[^\s/?#"\\]{1,1024}(?=@)/g,
];

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
  const patterns = known.length > 0 ? [new RegExp(known.join('|'), 'g'), ...SHAPES] : SHAPES;
  return (text) => patterns.reduce((safe, pattern) => safe.replace(pattern, REDACTED), text);
}

function formsOf(secret: string): string[] {
  const escaped = escapeJson(secret);
  return [secret, escaped, escapeJson(escaped), ...urlForms(secret), ...base64Forms(secret)];
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As in paths, in forms and in OAuth signatures, with escapes in either case. */
function urlForms(secret: string): string[] {
  const inPath = encodeURIComponent(secret.toWellFormed());
  const inForm = new URLSearchParams({ _: secret }).toString().slice('_='.length);
  const strict = inForm.replaceAll('+', '%20').replaceAll('%7E', '~').replaceAll('*', '%2A');
  return [inPath, inForm, strict].flatMap((form) => [
    form,
    form.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
  ]);
}

/** The parts of a base64 text that are the same wherever the secret starts in the encoded bytes. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const stable = bytes.subarray(0, bytes.length - (bytes.length % 3));
    const from = offset === 0 ? 0 : 4;
    return (['base64', 'base64url'] as const)
      .map((alphabet) => stable.toString(alphabet).slice(from))
      .filter((form) => form.length >= 8);
  });
}
