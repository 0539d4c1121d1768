import type { Attempt } from "../errors/attempt.ts";
import type { Link } from "./link.ts";
import type { LinkAnswer } from "./link-answer.ts";
import type { Query } from "./query.ts";

/** A link's answer as a line of the trace. */
export function toAttempt(link: Link, answer: LinkAnswer, ms: number): Attempt {
  const failed = answer.answer === "failed" ? answer.error : undefined;
  const detail = failed?.problem ?? answer.detail;
  const version = answer.answer === "found" ? answer.version : undefined;
  return {
    provider: link.id,
    ...(answer.location === undefined ? {} : { location: answer.location }),
    answer: answer.answer === "failed" ? answer.error.code : answer.answer,
    cached: answer.cached,
    ...(answer.answer === "found" && answer.stale ? { stale: true } : {}),
    ms,
    ...(detail === undefined ? {} : { detail }),
    ...(version === undefined ? {} : { version }),
  };
}

/** The line of a link that the manifest does not let answer. */
export function notAllowed(link: Link, { from = [] }: Query): Attempt {
  const detail = `the manifest allows only ${from.join(", ")}`;
  return { provider: link.id, answer: "cannot_hold", cached: true, ms: 0, detail };
}
