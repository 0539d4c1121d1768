import type { Attempt } from "../errors/attempt.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import type { Link } from "./link.ts";
import type { LinkAnswer } from "./link-answer.ts";
import type { Query } from "./query.ts";

/** A link's answer as a line of the trace. */
export function toAttempt(link: Link, answer: LinkAnswer, ms: number): Attempt {
  const failed = answer.answer === "failed" ? answer.error : undefined;
  const found = answer.answer === "found" ? answer : undefined;
  return withoutUndefined({
    provider: link.id,
    location: answer.location,
    answer: answer.answer === "failed" ? answer.error.code : answer.answer,
    cached: answer.cached,
    stale: found?.stale || undefined,
    ms,
    detail: failed?.problem ?? answer.detail,
    version: found?.version,
  });
}

/** The line of a link that the manifest does not let answer. */
export function notAllowed(link: Link, { from = [] }: Query): Attempt {
  const detail = `the manifest allows only ${from.join(", ")}`;
  return { provider: link.id, answer: "cannot_hold", cached: true, ms: 0, detail };
}
