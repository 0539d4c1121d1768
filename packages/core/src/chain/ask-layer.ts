import { stalePatienceMs, type StaleUse } from "../cache/read-through.ts";
import { isTransient } from "../call/outage.ts";
import { waitFor } from "../contract/wait-for.ts";
import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import { askLink } from "./ask-link.ts";
import { canServeStale } from "./can-serve-stale.ts";
import { answered, steppedPast } from "./chain-reports.ts";
import { decisionTable, mayStepPast } from "./decision-table.ts";
import { isAllowed } from "./is-allowed.ts";
import type { Layer } from "./layer.ts";
import type { Link } from "./link.ts";
import type { LinkAnswer } from "./link-answer.ts";
import type { Query } from "./query.ts";
import type { Run } from "./run.ts";

/** A link that failed. */
export interface Failure {
  readonly link: Link;
  readonly error: SecretError;
}

/** What a layer makes of a query: the answer of the member that decided it. */
export interface LayerAnswer extends LinkAnswer {
  readonly link: Link;
  /** Its line of the trace. */
  readonly attempt: Attempt;
  /** The first member that failed and was stepped past. */
  readonly failedFirst?: Failure | undefined;
}

/** Asks one layer: its link, or the members of its replica group until one decides. */
export async function askLayer(layer: Layer, query: Query, run: Run): Promise<LayerAnswer | undefined> {
  const members = layer.order().filter((link) => isAllowed(link, query));
  const [first] = members;
  if (!first || members.length === 1)
    return first && recorded(await ask(first, query, run, "allowed"), query, run);
  const stale = query.refresh ? [] : members.filter((link) => canServeStale(link, query));
  const asked = askMembers(layer, members, query, run);
  const ended = { clock: run.clock, ms: stalePatienceMs, otherwise: () => undefined };
  const decided = await (stale.length > 0 ? waitFor<LayerAnswer | undefined>(asked, ended) : asked);
  if (decided && !(decided.error && isTransient(decided.error.code))) return decided;
  for (const link of stale) {
    const served = await ask(link, query, run, "only");
    // What was dropped meanwhile is no answer, and no line of the trace: the store was not asked for it.
    if (served.answer === "found") return { ...recorded(served, query, run), degraded: true };
  }
  return decided ?? (await asked);
}

/** Each member in turn, the next after an outage; the group is absent only if every member says so. */
async function askMembers(
  layer: Layer,
  members: readonly Link[],
  query: Query,
  run: Run,
): Promise<LayerAnswer> {
  let failure: (LayerAnswer & Failure) | undefined;
  let absent: LayerAnswer | undefined;
  for (const link of members) {
    const asked = recorded(await ask(link, query, run, "never"), query, run);
    const { error, final } = asked;
    const decision = error ? decisionTable[error.code].member : "next";
    if (asked.answer === "found") {
      // A member that is merely without a name is not out of order.
      if (failure) layer.prefer(link);
      return { ...asked, degraded: asked.degraded || failure !== undefined };
    }
    if (!error || (decision === "next" && !final)) {
      absent = asked;
      continue;
    }
    if (final || !mayStepPast(decision, run.fallback)) return { ...asked, failedFirst: failure };
    failure ??= { ...asked, error };
    if (link !== members.at(-1)) steppedPast(link, query, error, run.fallback);
  }
  // Members are never empty, so one of the two is there.
  return (failure ?? absent) as LayerAnswer;
}

interface Asked extends LinkAnswer, Attempt {
  readonly link: Link;
}

async function ask(link: Link, query: Query, run: Run, stale: StaleUse): Promise<Asked> {
  const started = run.clock.monotonic();
  const answer = await askLink(link, query, { ...run, stale, remainingMs: run.startLink() });
  return { ...answer, link, provider: link.id, ms: run.clock.monotonic() - started };
}

/** Writes an answer's line of the trace. */
function recorded(asked: Asked, query: Query, { attempts, consulted }: Run): LayerAnswer {
  const { provider, location, answer, cached, stale, ms, detail, version } = asked;
  const line = { provider, location, answer, cached, stale: stale || undefined, ms, detail, version };
  const attempt = withoutUndefined(line);
  attempts.push(attempt);
  // A failure is never kept, so that its cache entries cannot repeat the answer.
  if (asked.error) consulted.unrepeatable = true;
  answered(asked.link, query, attempt);
  return { ...asked, attempt };
}
