/** Waits in memory, up to a bound; then the oldest go first, and are counted. */
export class BoundedQueue<T> {
  private items: T[] = [];
  private droppedCount = 0;

  constructor(private readonly bound: number) {}

  get length(): number {
    return this.items.length;
  }

  /** How many were lost. */
  get dropped(): number {
    return this.droppedCount;
  }

  add(...items: readonly T[]): void {
    this.items.push(...items);
    // In blocks, since taking from the front moves all that is behind.
    if (this.items.length >= this.bound + this.slack) this.trim();
  }

  /** Takes the oldest out. */
  take(count: number): T[] {
    this.trim();
    return this.items.splice(0, count);
  }

  /** Puts back what was taken and could not be written. */
  putBack(items: readonly T[]): void {
    this.items.unshift(...items);
    this.trim();
  }

  private trim(): void {
    const excess = Math.max(0, this.items.length - this.bound);
    if (excess > 0) this.items.splice(0, excess);
    this.droppedCount += excess;
  }

  private get slack(): number {
    return Math.ceil(this.bound / 100);
  }
}
