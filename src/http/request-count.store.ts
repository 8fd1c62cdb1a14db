import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

interface Window {
  hits: number;
  endsAt: number;
}

/** More clients than this are not told apart: the oldest window is given up first. */
const MAX_CLIENTS = 50_000;

/**
 * Counts requests in fixed windows, one small record a client, in constant time and bounded memory.
 * The library's own store keeps the time of every request and scans them on each.
 */
@Injectable()
export class RequestCountStore implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();

  /** Whether there is a count under this name. */
  knows(key: string): boolean {
    return this.windows.has(key);
  }

  /**
   * Counts a request that is within the limit.
   * @param ttl length of a window, milliseconds
   * @returns whether it is; what is not is left to {@link increment}
   */
  take(key: string, ttl: number, limit: number): boolean {
    const window = this.windowOf(key, ttl, Date.now());
    if (window.hits >= limit) return false;
    window.hits += 1;
    return true;
  }

  /** Counts any request, and tells what the library's guard needs for its answer. */
  increment(key: string, ttl: number, limit: number) {
    const now = Date.now();
    const window = this.windowOf(key, ttl, now);
    window.hits += 1;
    const secondsLeft = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    const isBlocked = window.hits > limit;
    return Promise.resolve({
      totalHits: window.hits,
      timeToExpire: secondsLeft,
      isBlocked,
      timeToBlockExpire: isBlocked ? secondsLeft : 0,
    });
  }

  private windowOf(key: string, ttl: number, now: number): Window {
    const known = this.windows.get(key);
    if (known && now < known.endsAt) return known;
    const window = { hits: 0, endsAt: now + ttl };
    this.windows.delete(key);
    this.windows.set(key, window);
    const oldest = this.windows.keys().next().value;
    if (this.windows.size > MAX_CLIENTS && oldest !== undefined) this.windows.delete(oldest);
    return window;
  }
}
