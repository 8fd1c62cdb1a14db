import { Injectable } from '@nestjs/common';
import { SecretSource } from '../config/secret-source';
import { redactor } from '../core/redact';

const MAX_VALUES = 500;

/** The one point where text is cleaned of secrets before it leaves the process. */
@Injectable()
export class Redactor {
  private clean: (text: string) => string;

  /**
   * @param secrets where values come from; the redactor follows their changes
   * @param names the variables whose values are secret
   */
  constructor(secrets: SecretSource, names: readonly string[]) {
    // What was secret a moment ago stays secret, so values are only ever added, up to a bound.
    const seen: string[] = [];
    const build = () => {
      const values = new Set(names.flatMap((name) => secretsIn(secrets.get(name) ?? '')));
      seen.unshift(...[...values].filter((value) => !seen.includes(value)));
      seen.length = Math.min(seen.length, MAX_VALUES);
      return redactor(seen);
    };
    this.clean = build();
    secrets.changes$.subscribe(() => (this.clean = build()));
  }

  /** The text without secrets. */
  redact(text: string): string {
    return this.clean(text);
  }
}

/** A value, and what it holds when it is a list of keys, each `key` or `name:key`. */
function secretsIn(value: string): string[] {
  const entries = value.split(',').map((entry) => entry.trim());
  return [value, ...entries, ...entries.map((entry) => entry.slice(entry.indexOf(':') + 1))];
}
