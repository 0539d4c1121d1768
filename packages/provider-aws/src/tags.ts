import type { Tag } from "@aws-sdk/client-secrets-manager";
import { SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import type { SecretWrite } from "./new-version.ts";
import { secretFailure } from "./secret-failure.ts";

/**
 * Metadata as AWS's tags.
 * @throws SecretError `invalid_value` for what cannot be a tag
 */
export function tagsOf(path: string, metadata: Readonly<Record<string, string>> = {}): Tag[] {
  const entries = Object.entries(metadata);
  const areTags =
    entries.length <= 50 &&
    entries.every(([key, value]) => /^(?!aws:).{1,128}$/isu.test(key) && value.length <= 256);
  if (areTags) return entries.map(([Key, Value]) => ({ Key, Value }));
  throw new SecretError("invalid_value", `the metadata for "${path}" cannot be tags of AWS`, {
    location: path,
    hint: "give at most 50, with keys of up to 128 characters that do not start with aws:, and values of up to 256",
  });
}

/** The metadata of a secret, of the tags in a reply. */
export function metadataOf(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  const entries = (Array.isArray(tags) ? tags : []).flatMap(({ Key, Value }) =>
    typeof Key === "string" ? [[Key, typeof Value === "string" ? Value : ""] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** Tags a secret that was there before, when its new version is written. */
export async function addTags({ path, tags }: SecretWrite, version: string, aws: Ready): Promise<void> {
  if (tags.length === 0) return;
  try {
    await aws.send((client, options) => client.tagResource({ SecretId: path, Tags: [...tags] }, options));
  } catch (error) {
    const { code, problem, hint, cause } = await secretFailure(error, { path, action: "TagResource", aws });
    const partly = `version ${version} of "${path}" was written, its metadata was not: ${problem}`;
    throw new SecretError(code, partly, { location: path, hint, cause });
  }
}
