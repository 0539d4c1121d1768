/** How long a token lives. */
export interface TokenLife {
  /** When it ends, on the monotonic clock; Infinity where it does not. */
  readonly endsAt: number;
  /** How long it lived when it was made, in milliseconds. */
  readonly termMs: number;
  readonly renewable: boolean;
}

/** What is done next for a token, and when. */
export interface TokenStep {
  readonly step: "renew" | "replace" | "end";
  /** In milliseconds; may be longer than a timer of JavaScript takes. */
  readonly delayMs: number;
}

const firstRetryMs = 1_000;

/**
 * The life of a token that was made, by the seconds that the server gave to a request sent at that time. None at all is a token
 * that does not end.
 */
export function newLife(
  seconds: number,
  { sentAt, renewable }: { readonly sentAt: number; readonly renewable: boolean },
): TokenLife {
  if (seconds <= 0) return endless;
  return { endsAt: sentAt + seconds * 1000, termMs: seconds * 1000, renewable };
}

/** The life of a token that was given, of which nothing else is known. */
export const endless: TokenLife = { endsAt: Infinity, termMs: Infinity, renewable: false };

/**
 * The life of a token that was renewed. Once a renewal brings less than half of the first term, down to no whole second, the maximum is
 * near, whether the server told it or not: another renewal is not worth making.
 */
export function renewedLife(
  { termMs, renewable }: TokenLife,
  { seconds, sentAt }: { readonly seconds: number; readonly sentAt: number },
): TokenLife {
  return {
    endsAt: sentAt + seconds * 1000,
    termMs,
    renewable: renewable && seconds * 1000 >= termMs / 2,
  };
}

/**
 * At two thirds of what is left, up to a tenth earlier by chance, so that what started together does not renew together.
 * After a failure again and again, further and further apart, until the token ends.
 */
export function nextTokenStep(
  { endsAt, renewable }: TokenLife,
  at: {
    /** The monotonic clock. */
    readonly now: number;
    /** A number in [0, 1). */
    readonly random: number;
    /** Tries that failed in a row. */
    readonly failures: number;
    /** Whether another token can be had. */
    readonly replaceable: boolean;
  },
): TokenStep | undefined {
  if (endsAt === Infinity) return undefined;
  const left = Math.max(0, endsAt - at.now);
  const step = renewable ? "renew" : "replace";
  if (step === "replace" && !at.replaceable) return { step: "end", delayMs: left };
  if (at.failures === 0) return { step, delayMs: (left * 2 * (1 - at.random / 10)) / 3 };
  const delayMs = firstRetryMs * 2 ** (at.failures - 1) * (1 + at.random);
  return delayMs >= left ? { step: "end", delayMs: left } : { step, delayMs };
}
