import type { NewValue } from "@claviger/core";
import { fieldsFromText } from "@claviger/core/provider";
import type { Target } from "../change/find-target.ts";
import { type Present, sameFields } from "../change/look.ts";
import type { Plan } from "../change/plan.ts";

/** What `set` does to a target: never a value, the names of fields alone. */
export function planSet(target: Target, value: NewValue): Plan {
  const { field, instance, reference } = target;
  const plan = { action: "set" as const, reference, provider: instance.id };
  return { ...plan, ...(field === undefined ? wholeChange(target, value) : fieldChange(target, field)) };
}

/** Whether the store has the value already. */
export function hasAlready({ field, state }: Target, value: NewValue): boolean {
  if (state.kind !== "present") return false;
  const { fields = {}, whole } = state;
  if (field !== undefined) return Object.hasOwn(fields, field) && fields[field] === value;
  if (typeof value === "string") {
    if (whole) return Buffer.from(whole).equals(Buffer.from(value));
    return sameFields(fields, { value });
  }
  if (value instanceof Uint8Array) return whole !== undefined && Buffer.from(whole).equals(value);
  return state.fields !== undefined && sameFields(fields, value);
}

type Change = Pick<Plan, "summary" | "details" | "question">;

function fieldChange({ secret, state }: Target, field: string): Change {
  if (state.kind === "absent") return { summary: `create ${secret} with the field ${field}`, details: [] };
  if (state.kind !== "present")
    return { summary: `write the field ${field} of ${secret}`, details: why(state) };
  const others = Object.keys(state.fields ?? {}).filter((name) => name !== field);
  const had = Object.hasOwn(state.fields ?? {}, field);
  const kept = others.length > 0 ? [`the other fields stay: ${others.join(", ")}`] : [];
  return { summary: `${had ? "change" : "add"} the field ${field} of ${secret}`, details: kept };
}

function wholeChange({ secret, state, instance }: Target, value: NewValue): Change {
  if (state.kind === "absent") return { summary: `create ${secret}`, details: fieldsNote(value) };
  if (state.kind === "deleted")
    return { summary: `write ${secret}, which was deleted`, details: fieldsNote(value) };
  if (state.kind === "unknown") {
    const mayHaveFields =
      instance.capabilities.values.includes("fields") && instance.capabilities.read !== false;
    return {
      summary: `write ${secret}`,
      details: [
        ...why(state),
        ...(mayHaveFields ? ["if it has several fields, all of them are replaced"] : []),
      ],
      question: mayHaveFields ? `Replace all of ${secret}, unseen?` : undefined,
    };
  }
  const names = replacedFields(state);
  if (names.length === 0) return { summary: `replace the value of ${secret}`, details: fieldsNote(value) };
  return {
    summary: `replace all of ${secret}`,
    details: [`it has ${countOf(names)}: ${names.join(", ")}`, ...comparison(names, value)],
    question: `Replace ${countOf(names)} of ${secret}?`,
  };
}

/** The fields that are lost with the old value. The one field `value` is how a store of fields keeps a single value. */
export function replacedFields({ fields = {}, whole }: Present): string[] {
  const names = Object.keys(fields);
  return whole === undefined && names.length === 1 && names[0] === "value" ? [] : names;
}

function comparison(before: readonly string[], value: NewValue): string[] {
  const after = fieldNames(value);
  if (!after) return ["afterwards it is one value and has no fields"];
  const removed = before.filter((name) => !after.includes(name));
  const added = after.filter((name) => !before.includes(name));
  return [
    ...(removed.length > 0 ? [`removed: ${removed.join(", ")}`] : []),
    ...(added.length > 0 ? [`added: ${added.join(", ")}`] : []),
  ];
}

function fieldsNote(value: NewValue): string[] {
  const names = fieldNames(value);
  return names ? [`its fields: ${names.join(", ")}`] : [];
}

function fieldNames(value: NewValue): string[] | undefined {
  if (value instanceof Uint8Array) return undefined;
  const fields = typeof value === "string" ? fieldsFromText(value) : value;
  return fields && Object.keys(fields);
}

function why(state: Target["state"]): string[] {
  if (state.kind === "deleted") return ["it was deleted"];
  return state.kind === "unknown" ? [`what is there now is not known: ${state.why}`] : [];
}

function countOf(names: readonly string[]): string {
  return names.length === 1 ? "1 field" : `${names.length} fields`;
}
