import type { Target } from "../change/find-target.ts";
import type { Plan } from "../change/plan.ts";

interface DeleteFlags {
  readonly purge: boolean;
  readonly version?: string | undefined;
}

export function planDelete(target: Target, { purge, version }: DeleteFlags): Plan {
  const { reference, field, secret, state, instance } = target;
  const fields = state.kind === "present" ? Object.keys(state.fields ?? {}) : [];
  const others = fields.filter((name) => name !== field);
  if (field !== undefined) {
    return {
      action: "delete",
      reference,
      provider: instance.id,
      summary: `delete the field ${field} of ${secret}`,
      details: others.length > 0 ? [`the other fields stay: ${others.join(", ")}`] : [],
      question: `Delete the field ${field} of ${secret}?`,
    };
  }
  const what = version === undefined ? secret : `version ${version} of ${secret}`;
  const forGood = purge || !instance.can("restore");
  return {
    action: purge ? "purge" : "delete",
    reference,
    provider: instance.id,
    summary: `delete ${what}${forGood ? " for good" : ""}`,
    details: [
      ...(version === undefined && fields.length > 0 ? [`its fields: ${fields.join(", ")}`] : []),
      ...(state.kind === "unknown" ? [`what is there now is not known: ${state.why}`] : []),
      forGood ? whyForGood(target, purge) : `it can be brought back: claviger delete --recover ${secret}`,
    ],
    question: `Delete ${what}${forGood ? " for good" : ""}?`,
  };
}

function whyForGood({ instance }: Target, purge: boolean): string {
  return purge
    ? "it cannot be brought back"
    : `it cannot be brought back: ${instance.id} keeps nothing deleted`;
}

export function planRecovery({ secret, instance }: Target, { version }: DeleteFlags): Plan {
  const what = version === undefined ? secret : `version ${version} of ${secret}`;
  return {
    action: "recover",
    reference: secret,
    provider: instance.id,
    summary: `bring back ${what}`,
    details: [],
  };
}
