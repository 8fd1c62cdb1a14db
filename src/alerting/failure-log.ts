import { Logger } from '@nestjs/common';

/** Says one line when something begins to fail and one when it works again, however often it is tried. */
export class FailureLog {
  private readonly failing = new Set<string>();
  private readonly logger: Logger;

  /** @param context who speaks */
  constructor(context: string) {
    this.logger = new Logger(context);
  }

  /** @param subject as the line begins, such as `The alert channel slack` */
  fails(subject: string, problem: string): void {
    if (this.failing.has(subject)) return;
    this.failing.add(subject);
    this.logger.warn(`${subject} ${problem}; it is tried again`);
  }

  /** @param remark what did not go well all the same */
  works(subject: string, remark?: string): void {
    if (this.failing.delete(subject)) this.logger.log(`${subject} works again`);
    if (remark !== undefined) this.logger.warn(`${subject} ${remark}`);
  }
}

/** What is said of an error: its name only, because messages of libraries may hold values. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
