import { Injectable } from '@nestjs/common';

/** Time and chance, so that tests can set both. */
@Injectable()
export class Clock {
  /** Epoch milliseconds. */
  now(): number {
    return Date.now();
  }

  /** A number from 0 up to 1. */
  random(): number {
    return Math.random();
  }
}
