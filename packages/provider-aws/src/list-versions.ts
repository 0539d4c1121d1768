import { type Location, type SecretInfo } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { isNotFound } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import { pagesOf } from "./pages.ts";
import { secretFailure } from "./secret-failure.ts";

/**
 * The versions of a secret without their values, also those that no stage is at any more, which AWS removes when it
 * pleases. Nothing if there is no such secret.
 * @throws SecretError `deleted`, and the codes of the error table
 */
export async function* listVersions({ path }: Location, aws: Ready): AsyncGenerator<SecretInfo> {
  const input = { SecretId: path, IncludeDeprecated: true, MaxResults: 100 };
  try {
    for await (const page of pagesOf((position) =>
      aws.send((client, options) => client.listSecretVersionIds({ ...input, ...position }, options)),
    )) {
      if (!Array.isArray(page.Versions)) throw notAnAnswer([path], aws.region);
      for (const { VersionId: version, VersionStages: stages, CreatedDate: createdAt } of page.Versions) {
        if (typeof version !== "string") continue;
        yield {
          path,
          version,
          stages: Array.isArray(stages) ? stages : [],
          ...(createdAt instanceof Date ? { createdAt } : {}),
        };
      }
    }
  } catch (error) {
    if (isNotFound(error)) return;
    throw await secretFailure(error, { path, action: "ListSecretVersionIds", aws });
  }
}
