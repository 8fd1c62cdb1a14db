import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings';

const KEY_FILE = 'fingerprint.key';
const KEY_BYTES = 32;
/** Tells rotations apart, and is too short to confirm a guess at a whole value. */
const FINGERPRINT_BYTES = 9;

/**
 * Fingerprints of values, keyed so that nobody who reads the database can try values out. The key
 * is never in the database.
 */
@Injectable()
export class Fingerprints {
  private readonly logger = new Logger(Fingerprints.name);
  private key: Buffer | undefined;

  constructor(private readonly settings: Settings) {}

  /** Names the key without telling it. */
  get keyId(): string {
    return this.hmac('key', 6);
  }

  /** The fingerprint of a variable's value; the same value of another variable has another one. */
  of(envVar: string, value: string): string {
    return this.hmac(`value:${envVar}:${value}`, FINGERPRINT_BYTES);
  }

  private hmac(text: string, bytes: number): string {
    this.key ??= this.load();
    const digest = createHmac('sha256', this.key).update(text).digest();
    return digest.subarray(0, bytes).toString('base64url');
  }

  private load(): Buffer {
    const { FINGERPRINT_KEY: given, DATABASE_URL: url } = this.settings;
    if (given !== undefined) return Buffer.from(given);
    const file = /^sqlite:(?!:memory:)(?<path>.+)$/.exec(url)?.groups?.path;
    if (file === undefined) return randomBytes(KEY_BYTES);
    try {
      return readOrMake(join(dirname(file), KEY_FILE));
    } catch {
      this.logger.warn('No key of fingerprints could be kept: rotations go unnoticed on restart');
      return randomBytes(KEY_BYTES);
    }
  }
}

/** Several processes may start at once: the file that was there first counts, and is whole. */
function readOrMake(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  if (!existsSync(path)) makeOnce(path);
  const key = Buffer.from(readFileSync(path, 'utf8').trim());
  if (key.length < KEY_BYTES) throw new Error('the key is too short');
  return key;
}

function makeOnce(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(KEY_BYTES).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
