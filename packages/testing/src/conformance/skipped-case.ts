/** Thrown by a case that finds out that it has nothing to show here. */
export class SkippedCase extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`skipped: ${reason}`);
    this.reason = reason;
  }
}
