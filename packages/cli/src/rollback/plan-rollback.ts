import type { Target } from "../change/find-target.ts";
import type { Present } from "../change/look.ts";
import type { Plan } from "../change/plan.ts";

/** Whether the store makes an earlier version the current one by moving a label, and not by a new version. */
export function movesStage({ instance }: Target): boolean {
  return instance.capabilities.versions === "stages" && instance.can("setStage");
}

export function planRollback(
  target: Target,
  { version, old }: { readonly version: string; readonly old: Present },
): Plan {
  const { secret, instance, state } = target;
  const current = state.kind === "present" ? state.version : undefined;
  const instead = current === undefined ? "" : `, in place of version ${current}`;
  const way = movesStage(target)
    ? `make version ${version} of ${secret} the current one${instead}`
    : `write the value of version ${version} of ${secret} as a new version${instead}`;
  return {
    action: "rollback",
    reference: secret,
    provider: instance.id,
    summary: way,
    details: state.kind === "present" ? differences(state.fields, old.fields) : [],
    question: `Roll ${secret} back to version ${version}?`,
  };
}

function differences(now: Present["fields"] = {}, then: Present["fields"] = {}): string[] {
  const names = Object.keys(now);
  const changed = names.filter((name) => Object.hasOwn(then, name) && then[name] !== now[name]);
  const lost = names.filter((name) => !Object.hasOwn(then, name));
  const back = Object.keys(then).filter((name) => !Object.hasOwn(now, name));
  return [
    ...(changed.length > 0 ? [`other values: ${changed.join(", ")}`] : []),
    ...(lost.length > 0 ? [`no longer there: ${lost.join(", ")}`] : []),
    ...(back.length > 0 ? [`there again: ${back.join(", ")}`] : []),
  ];
}
