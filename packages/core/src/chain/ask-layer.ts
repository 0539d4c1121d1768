import { stalePatienceMs } from "../cache/read-through.ts";
import { isTransient } from "../call/outage.ts";
import type { Clock } from "../contract/clock.ts";
import { waitFor } from "../contract/wait-for.ts";
import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import { type AskOptions, askLink } from "./ask-link.ts";
import { canServeStale } from "./can-serve-stale.ts";
import { decisionTable, type Fallback, mayStepPast } from "./decision-table.ts";
import type { Layer } from "./layer.ts";
import type { Link } from "./link.ts";
import type { LinkAnswer } from "./link-answer.ts";
import type { Query } from "./query.ts";

/** What a layer makes of a query: the answer of the member that decided it. */
export interface LayerAnswer {
  readonly link: Link;
  readonly answer: LinkAnswer;
  /** Its line of the trace. */
  readonly attempt: Attempt;
  /** A member before it failed and was stepped past. */
  readonly steppedPast: boolean;
  /** The first of those, where the one that decided failed too. */
  readonly failedFirst?: MemberFailure | undefined;
}

interface MemberFailure {
  readonly link: Link;
  readonly error: SecretError;
}

export interface AskLayerOptions extends Omit<AskOptions, "remainingMs" | "stale"> {
  readonly clock: Clock;
  readonly fallback: Fallback;
  /** Starts the time of the member that is asked next. */
  readonly startLink: () => () => number;
  readonly allows: (link: Link) => boolean;
  /** Gets every line of the trace. */
  readonly record: (link: Link, answer: LinkAnswer, ms: number) => Attempt;
  readonly onStepPast: (link: Link, error: SecretError) => void;
}

/** Asks one layer: its link, or the members of its replica group until one decides. */
export async function askLayer(
  layer: Layer,
  query: Query,
  options: AskLayerOptions,
): Promise<LayerAnswer | undefined> {
  const members = layer.order().filter((link) => options.allows(link));
  const [first] = members;
  if (!first) return undefined;
  if (members.length === 1) return { ...(await ask(first, query, options, "allowed")), steppedPast: false };
  const stale = members.filter((link) => !query.refresh && canServeStale(link, query));
  const asked = askMembers(layer, members, query, options);
  const ended = { clock: options.clock, ms: stalePatienceMs, otherwise: () => undefined };
  const decided = await (stale.length > 0 ? waitFor<LayerAnswer | undefined>(asked, ended) : asked);
  if (decided && !(decided.answer.answer === "failed" && isTransient(decided.answer.error.code)))
    return decided;
  for (const link of stale) {
    const started = options.clock.monotonic();
    const answer = await askLink(link, query, {
      ...options,
      stale: "only",
      remainingMs: options.startLink(),
    });
    // What was dropped meanwhile is no answer, and no line of the trace: the store was not asked for it.
    if (answer.answer !== "found") continue;
    const attempt = options.record(link, answer, options.clock.monotonic() - started);
    return { link, answer, attempt, steppedPast: true };
  }
  return decided ?? (await asked);
}

/** Each member in turn, the next after an outage; the group is absent only if every member says so. */
async function askMembers(
  layer: Layer,
  members: readonly Link[],
  query: Query,
  options: AskLayerOptions,
): Promise<LayerAnswer> {
  let failure: LayerAnswer | undefined;
  let failedFirst: MemberFailure | undefined;
  let absent: LayerAnswer | undefined;
  for (const [index, link] of members.entries()) {
    const asked = { ...(await ask(link, query, options, "never")), steppedPast: failure !== undefined };
    const { answer } = asked;
    if (answer.answer === "found") {
      // A member that is merely without a name is not out of order.
      if (failure) layer.prefer(link);
      return asked;
    }
    if (answer.answer !== "failed") {
      absent = asked;
      continue;
    }
    const { member } = decisionTable[answer.error.code];
    if (member === "next" && !answer.final) {
      absent = asked;
      continue;
    }
    if (answer.final || !mayStepPast(member, options.fallback)) return { ...asked, failedFirst };
    failure ??= asked;
    failedFirst ??= { link, error: answer.error };
    if (index < members.length - 1) options.onStepPast(link, answer.error);
  }
  // Members are never empty, so one of the two is there.
  return (failure ?? absent) as LayerAnswer;
}

async function ask(
  link: Link,
  query: Query,
  options: AskLayerOptions,
  stale: AskOptions["stale"],
): Promise<Omit<LayerAnswer, "steppedPast">> {
  const started = options.clock.monotonic();
  const answer = await askLink(link, query, { ...options, stale, remainingMs: options.startLink() });
  return { link, answer, attempt: options.record(link, answer, options.clock.monotonic() - started) };
}
