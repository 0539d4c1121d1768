/** One line of a provider's self-examination, for `doctor`. */
export interface Check {
  /** What was looked at: `reachability`, `identity`, `permission gaara-store/production/database-url`. */
  readonly subject: string;
  readonly status: "ok" | "warning" | "error";
  /** What was seen. Never a value. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}
