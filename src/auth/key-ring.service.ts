import { scryptSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretSource } from '../config/secret-source';
import { Settings } from '../config/settings';

/** What a key may do: readers look, operators also act. */
export type Role = 'reader' | 'operator';

/** Who holds a key. */
export interface KeyHolder {
  readonly name: string;
  readonly role: Role;
}

/** A key that is known, without its text. */
export interface HeldKey extends KeyHolder {
  /** Signs the sessions of this key: they end with it, and hold on every replica. */
  sessionSecret(): Buffer;
}

interface StoredKey extends HeldKey {
  /** The key's text, filled up with zeros to {@link KEY_BYTES}. */
  readonly filled: Buffer;
}

const NAMED_KEY = /^(?<name>[A-Za-z][\w.-]{0,31}):(?<key>.+)$/s;

/** Longer than any key: settings allow 512 characters, of three bytes at most. */
const KEY_BYTES = 2048;

/** Knows the access keys, and compares in constant time. */
@Injectable()
export class KeyRing {
  /** Whether there never were any keys: a key file that vanishes later must not open the door. */
  isOpen = true;
  private readonly presented = Buffer.alloc(KEY_BYTES);
  private keys: readonly StoredKey[];

  constructor(settings: Settings, secrets: SecretSource) {
    this.keys = this.load(settings);
    secrets.changes$.subscribe((name) => {
      if (name === 'API_KEYS' || name === 'OPERATOR_KEYS')
        this.keys = this.load(fromFiles(secrets));
    });
  }

  /** The holder of a key; looks at every key, so that time tells nothing. */
  find(key: string): HeldKey | undefined {
    if (Buffer.byteLength(key) > KEY_BYTES) return undefined;
    // A digest would hide the length just as well, at three times the cost.
    this.presented.fill(0).write(key);
    let found: HeldKey | undefined;
    for (const candidate of this.keys) {
      if (timingSafeEqual(candidate.filled, this.presented)) found = candidate;
    }
    return found;
  }

  /** The keys of a name; a reader and an operator may share one. */
  named(name: string): readonly HeldKey[] {
    return this.keys.filter((key) => key.name === name);
  }

  private load({ API_KEYS, OPERATOR_KEYS }: Pick<Settings, 'API_KEYS' | 'OPERATOR_KEYS'>) {
    // Operators come last: a key in both lists is an operator's.
    const keys = [
      ...API_KEYS.map((entry, index) => this.store(entry, 'reader', index)),
      ...OPERATOR_KEYS.map((entry, index) => this.store(entry, 'operator', index)),
    ];
    this.isOpen &&= keys.length === 0;
    return keys;
  }

  private store(entry: string, role: Role, index: number): StoredKey {
    const { name = `${role}-${index + 1}`, key = entry } = NAMED_KEY.exec(entry)?.groups ?? {};
    let secret: Buffer | undefined;
    const sessionSecret = () => (secret ??= deriveSecret(key, role));
    return { name, role, filled: filled(key), sessionSecret };
  }
}

function filled(key: string): Buffer {
  const bytes = Buffer.alloc(KEY_BYTES);
  bytes.write(key);
  return bytes;
}

/** Slow on purpose, and only once a key: a stolen cookie must not help to guess the key. */
function deriveSecret(key: string, role: Role): Buffer {
  return scryptSync(key, `integration-health session of a ${role}`, 32);
}

function fromFiles(secrets: SecretSource): Pick<Settings, 'API_KEYS' | 'OPERATOR_KEYS'> {
  const list = (name: string) =>
    (secrets.get(name) ?? '')
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== '');
  return { API_KEYS: list('API_KEYS'), OPERATOR_KEYS: list('OPERATOR_KEYS') };
}
