import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { parseReference } from "../reference/parse-reference.ts";
import { cutWrittenField } from "../value/cut-field.ts";
import { fieldsFromText } from "../value/fields.ts";
import { foreignError } from "./foreign-error.ts";
import { failed, type LinkAnswer } from "./link-answer.ts";
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
  const { asked, field } = query;
  try {
    if (query.referred) {
      throw new SecretError(
        "invalid_ref",
        `the reference behind "${asked}" leads to another one, ${reference}`,
        { hint: "references are resolved one level deep: point at the secret itself" },
      );
    }
    const { path, version = query.version, ...target } = parseReference(reference);
    const resolution = await resolve({
      ...query,
      provider: undefined,
      field: undefined,
      ...target,
      name: path,
      version,
      ...(field === undefined ? {} : { wanted: "text", fields: undefined }),
      from: undefined,
      locations: undefined,
      referred: true,
    });
    if (resolution.status === "failed") throw resolution.error;
    if (resolution.status === "absent") {
      throw new SecretError("not_found", `"${asked}" refers to ${reference}, and there is no such secret`, {
        location: reference,
        hint: "create it there, or correct the reference",
      });
    }
    const { winner, degraded, value } = resolution;
    return {
      ...winner,
      value: field === undefined ? value : cut(value, field, reference),
      degraded,
      location: `${winner.provider} ${winner.location ?? ""}`.trim(),
    };
  } catch (thrown) {
    const error = isSecretError(thrown) ? thrown : foreignError(thrown, { provider: reference });
    return { ...failed(error), final: true, location: reference };
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
