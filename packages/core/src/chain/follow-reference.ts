import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { parseReference } from "../reference/parse-reference.ts";
import { cutWrittenField } from "../value/cut-field.ts";
import { fieldsFromText } from "../value/fields.ts";
import { foreignError } from "./foreign-error.ts";
import type { LinkAnswer } from "./link-answer.ts";
import type { Query, Value } from "./query.ts";
import type { Resolution } from "./resolution.ts";

/**
 * Reads what a reference in configuration points at, one level deep. A target that fails or is absent fails the name
 * that holds the reference: it never means "next layer".
 */
export async function followReference(
  reference: string,
  query: Query,
  resolve: (query: Query) => Promise<Resolution>,
): Promise<LinkAnswer> {
  try {
    if (query.referred) throw tooDeep(query, reference);
    const target = parseReference(reference);
    const wanted = query.field === undefined ? query.wanted : "text";
    const resolution = await resolve({
      asked: query.asked,
      provider: target.provider,
      name: target.path,
      field: target.field,
      version: target.version ?? query.version,
      wanted,
      fields: query.field === undefined ? query.fields : undefined,
      referred: true,
      mintsNothing: query.mintsNothing,
      refresh: query.refresh,
      signal: query.signal,
    });
    if (resolution.status === "failed") throw resolution.error;
    if (resolution.status === "absent") throw dangling(query, reference);
    const { winner, degraded, stale, value } = resolution;
    return {
      answer: "found",
      value: query.field === undefined ? value : cut(value, query.field, reference),
      cached: winner.cached,
      degraded,
      stale,
      location: `${winner.provider} ${winner.location ?? ""}`.trim(),
      version: winner.version,
      detail: winner.detail,
    };
  } catch (thrown) {
    const error = isSecretError(thrown) ? thrown : foreignError(thrown, { provider: reference });
    return { answer: "failed", error, final: true, cached: false, location: reference };
  }
}

function cut(value: Value, field: string, reference: string): string {
  const fields = typeof value === "string" ? fieldsFromText(value) : undefined;
  if (!fields) {
    throw new SecretError("decode", `${reference} is not a JSON object`, {
      location: reference,
      hint: "ask for it without a field, or store a JSON object there",
    });
  }
  const text = cutWrittenField(fields, field);
  if (text !== undefined) return text;
  throw new SecretError("field_not_found", `${reference} has no field "${field}"`, {
    location: reference,
    hint: `ask for one of its fields: ${Object.keys(fields).join(", ")}`,
  });
}

function tooDeep(query: Query, reference: string): SecretError {
  return new SecretError(
    "invalid_ref",
    `the reference behind "${query.asked}" leads to another one, ${reference}`,
    {
      hint: "references are resolved one level deep: point at the secret itself",
    },
  );
}

function dangling(query: Query, reference: string): SecretError {
  return new SecretError(
    "not_found",
    `"${query.asked}" refers to ${reference}, and there is no such secret`,
    {
      location: reference,
      hint: "create it there, or correct the reference",
    },
  );
}
