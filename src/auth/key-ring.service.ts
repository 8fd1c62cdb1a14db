import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
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

interface StoredKey extends KeyHolder {
  readonly digest: Buffer;
}

const NAMED_KEY = /^(?<name>[A-Za-z][\w.-]{0,31}):(?<key>.+)$/s;

/** Knows the access keys. Keeps keyed digests, and compares in constant time. */
@Injectable()
export class KeyRing {
  /** Whether there never were any keys: a key file that vanishes later must not open the door. */
  isOpen = true;
  private readonly salt = randomBytes(32);
  private keys: readonly StoredKey[];

  constructor(settings: Settings, secrets: SecretSource) {
    this.keys = this.load(settings);
    secrets.changes$.subscribe((name) => {
      if (name === 'API_KEYS' || name === 'OPERATOR_KEYS')
        this.keys = this.load(fromFiles(secrets));
    });
  }

  /** The holder of a key; looks at every key, so that time tells nothing. */
  find(key: string): KeyHolder | undefined {
    const digest = this.digest(key);
    return this.keys.reduce<KeyHolder | undefined>(
      (found, candidate) => (timingSafeEqual(candidate.digest, digest) ? candidate : found),
      undefined,
    );
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
    return { name, role, digest: this.digest(key) };
  }

  private digest(key: string): Buffer {
    return createHmac('sha256', this.salt).update(key).digest();
  }
}

function fromFiles(secrets: SecretSource): Pick<Settings, 'API_KEYS' | 'OPERATOR_KEYS'> {
  const list = (name: string) =>
    (secrets.get(name) ?? '')
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== '');
  return { API_KEYS: list('API_KEYS'), OPERATOR_KEYS: list('OPERATOR_KEYS') };
}
