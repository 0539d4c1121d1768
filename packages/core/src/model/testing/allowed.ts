import type { Fallback } from "../../chain/decision-table.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import type { ModelledStore } from "./modelled-store.ts";
import { endsWhatWasKnown, isAbsence, isDefinite, isPassing, type Observation } from "./observation.ts";
import type { Program } from "./program.ts";
import type { Ended, Outcome } from "./read.ts";

/** What a chain may answer, told from what its stores said to it and nothing else. */
export interface Setting {
  readonly layers: readonly (readonly ModelledStore[])[];
  readonly bundled: (store: ModelledStore) => boolean;
  readonly fallback: Fallback;
  readonly cache: Program["cache"];
}

/** At most this part of a lifetime is taken off by chance. */
const jitter = 0.1;

/** Answers after which a link has nothing, as lines of a trace. */
const nothing: ReadonlySet<string> = new Set(["absent", "cannot_hold", "unsupported", "deleted", "found"]);

/** Why an outcome is one that no chain may give, or `undefined`. */
export function forbidden(setting: Setting, ended: Ended): string | undefined {
  const { outcome, read, endedAt } = ended;
  if (endedAt - read.startedAt > 15_000) return "it took longer than 15 s";
  if (outcome.kind === "failed") return forbiddenFailure(setting, ended, outcome);
  if (outcome.kind === "nothing") return passedOver(setting, ended, setting.layers.length);
  const layer = setting.layers.findIndex((members) =>
    members.some(({ id }) => outcome.tag.includes(`-${id}-`)),
  );
  const store = setting.layers[layer]?.find(({ id }) => outcome.tag.includes(`-${id}-`));
  if (!store) return "no store ever had that value";
  return forbiddenValue(setting, ended, store, outcome.tag) ?? passedOver(setting, ended, layer);
}

function forbiddenValue(
  { cache }: Setting,
  ended: Ended,
  store: ModelledStore,
  tag: string,
): string | undefined {
  const { read, endedAt } = ended;
  const said = store.said(keyOf(ended));
  const reasons = said
    .filter((one) => one.said.kind === "value" && one.said.tag === tag)
    .map((one) => {
      if (read.how === "refresh" && (one.answered < read.began || one.asked < read.refreshSince))
        return "a refresh was answered by an earlier call";
      if (one.asked < knownSince(read, store)) return "it was cleared, or changed through the chain, before";
      const age = endedAt - one.at;
      const patience = endedAt - read.startedAt;
      if (age > (cache.ttl + cache.staleTtl) * 1000 + patience)
        return "it is older than its TTL and staleTtl";
      if (
        said.some(
          (other) => endsWhatWasKnown(other.said) && other.asked > one.asked && other.answered < read.began,
        )
      )
        return "the store said later that it may not be had, or is not there";
      if (age <= cache.ttl * 1000 + patience) return undefined;
      const newer = said.some(
        (other) =>
          isDefinite(other.said) && other.asked > read.began && other.at < endedAt && other.asked > one.asked,
      );
      return newer ? "it is past its TTL, and the store had answered" : undefined;
    });
  if (reasons.length === 0) return "the store never said that value of that name";
  return reasons.includes(undefined) ? undefined : reasons.at(-1);
}

/** Why the layers before `until` may not have been passed over. */
function passedOver(setting: Setting, ended: Ended, until: number): string | undefined {
  const isWhole = until === setting.layers.length;
  for (const members of setting.layers.slice(0, until)) {
    if (members.every((store) => isAbsent(setting, ended, store))) continue;
    const ids = members.map(({ id }) => id).join("+");
    if (isWhole) return `${ids} was never without it, and the chain says that nobody has it`;
    if (setting.fallback === "never") return `${ids} was stepped past, with fallback "never"`;
    const refused = members.some((store) => failures(ended, store).some((code) => !isPassing(code)));
    if (
      refused &&
      setting.fallback === "unavailable" &&
      !members.some((store) => isAbsent(setting, ended, store))
    ) {
      if (members.every((store) => failures(ended, store).some((code) => !isPassing(code))))
        return `${ids} refused, and was stepped past with fallback "unavailable"`;
    }
    if (!refused && members.some((store) => couldServe(setting, ended, store)))
      return `${ids} had a value, and was stepped past`;
  }
  return undefined;
}

function forbiddenFailure(
  setting: Setting,
  ended: Ended,
  { code, provider, attempts }: Extract<Outcome, { kind: "failed" }>,
): string | undefined {
  const { read } = ended;
  if (code === "aborted")
    return read.abort.signal.aborted || read.closed ? undefined : "nobody aborted it, nor closed the chain";
  if (code === "internal") return "internal";
  const first = attempts.find(({ answer }) => !nothing.has(answer));
  if (code === "not_found") {
    if (first) return `it is "not_found", and ${first.provider} failed`;
    return passedOver(setting, ended, setting.layers.length);
  }
  if (first?.answer !== code || first.provider !== provider)
    return `its code is not that of the first link that failed, ${first?.provider} (${first?.answer})`;
  const store = setting.layers.flat().find(({ id }) => id === provider);
  if (!store) return "it names no store of the chain";
  if (!isPassing(code)) {
    const told = failures(ended, store).includes(code);
    return told ? undefined : `${provider} did not say ${code} while it was read`;
  }
  const layer = setting.layers.find((members) => members.includes(store)) ?? [];
  const refused = layer.some((one) => failures(ended, one).some((one) => !isPassing(one)));
  if (!refused && layer.some((one) => couldServe(setting, ended, one)))
    return `a value was at hand that could have been served in place of ${code}`;
  return passedOver(setting, ended, setting.layers.indexOf(layer));
}

/** Whether a store's word that it has nothing still counted at some time of the read. */
function isAbsent({ cache, bundled }: Setting, ended: Ended, store: ModelledStore): boolean {
  const { read } = ended;
  if (read.how === "bundle" && bundled(store)) return true;
  const said = store.said(keyOf(ended));
  return said.some((one) => {
    if (!isAbsence(one.said) || one.answered > ended.ended || one.asked < knownSince(read, store))
      return false;
    const inWindow = one.answered > read.began;
    if (read.how === "refresh" || one.said.kind === "failed") return inWindow;
    const lifeMs = (one.said.kind === "absent" && one.said.inBundle ? cache.ttl : cache.absentTtl) * 1000;
    if (!inWindow && read.startedAt - one.at > lifeMs) return false;
    return !said.some(
      (other) =>
        other.said.kind === "value" &&
        other.alone &&
        other.asked > one.answered &&
        other.answered < read.began,
    );
  });
}

/** Whether the cache surely held a value of a store that could have been given, and the store said nothing else meanwhile. */
function couldServe({ cache, bundled }: Setting, ended: Ended, store: ModelledStore): boolean {
  const { read, endedAt } = ended;
  if (read.how === "refresh" || cache.ttl === 0 || (read.how === "bundle" && bundled(store))) return false;
  const said = store.said(keyOf(ended));
  const before = said.filter(({ said: one, answered }) => isDefinite(one) && answered < read.began);
  const last = before.at(-1);
  if (last?.said.kind !== "value" || !before.every(({ alone }) => alone) || last.asked < ended.anyClearedAt)
    return false;
  const during = said.some((one) => isDefinite(one.said) && one.answered > last.answered && one !== last);
  const lifeMs = (cache.ttl * (1 - jitter) + cache.staleTtl) * 1000;
  return !during && endedAt - last.at < lifeMs;
}

/** With what a store failed a read, while it was read. */
function failures(ended: Ended, store: ModelledStore): ErrorCode[] {
  return store
    .said(keyOf(ended))
    .filter(({ answered }: Observation) => answered > ended.read.began && answered < ended.ended)
    .flatMap(({ said }) => (said.kind === "failed" && !isAbsence(said) ? [said.code] : []));
}

/** Nothing that a store said before counts any more. */
function knownSince({ clearedAt, changedAt }: Ended["read"], { id }: ModelledStore): number {
  return Math.max(clearedAt, changedAt.get(id) ?? 0);
}

function keyOf({ read: { name, how } }: Ended): string {
  return how === "pinned" ? `${name}@1` : name;
}
