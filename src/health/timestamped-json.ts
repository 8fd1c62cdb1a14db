import { iso } from '../http/iso';

const FIELD = '"timestamp":"';

/** A body as JSON text in which only the time of the answer changes; everything else is written once. */
export class TimestampedJson {
  private readonly before: string;
  private readonly after: string;
  private at = NaN;
  private text = '';

  /** @param body has its time in ISO 8601, before anything that could hold a field of that name */
  constructor(body: { readonly timestamp: string }) {
    const json = JSON.stringify(body);
    const start = json.indexOf(FIELD) + FIELD.length;
    this.before = json.slice(0, start);
    this.after = json.slice(start + body.timestamp.length);
  }

  /** The text for an answer. @param now epoch milliseconds */
  textAt(now: number): string {
    if (now !== this.at) {
      this.at = now;
      this.text = this.before + iso(now) + this.after;
    }
    return this.text;
  }
}
