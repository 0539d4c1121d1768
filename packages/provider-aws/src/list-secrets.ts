import type { ListSecretsCommandInput, SecretListEntry } from "@aws-sdk/client-secrets-manager";
import type { SecretInfo } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { versionAt } from "./stages.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import { pagesOf } from "./pages.ts";
import { isSecretName } from "./secret-name.ts";
import { metadataOf } from "./tags.ts";
import { requestError } from "./request-error.ts";

/**
 * The secrets whose name starts with a prefix, those marked for deletion too, without their values.
 * @throws SecretError the codes of the error table
 */
export async function* listSecrets(prefix: string, aws: Ready): AsyncGenerator<SecretInfo> {
  // No secret has such a name. To AWS some of these letters are operators.
  if (prefix !== "" && !isSecretName(prefix)) return;
  const input: ListSecretsCommandInput = {
    MaxResults: 100,
    IncludePlannedDeletion: true,
    ...(prefix === "" ? {} : { Filters: [{ Key: "name", Values: [prefix] }] }),
  };
  try {
    for await (const page of pagesOf((position) =>
      aws.send((client, options) => client.listSecrets({ ...input, ...position }, options)),
    )) {
      if (!Array.isArray(page.SecretList)) throw notAnAnswer([prefix], aws.region);
      for (const entry of page.SecretList) {
        // The filter has been known to be wider than its documentation.
        if (typeof entry.Name === "string" && entry.Name.startsWith(prefix)) yield infoOf(entry.Name, entry);
      }
    }
  } catch (error) {
    throw requestError(error, { path: prefix, action: "ListSecrets", aws });
  }
}

function infoOf(path: string, entry: SecretListEntry): SecretInfo {
  const { CreatedDate: createdAt, LastChangedDate: updatedAt, DeletedDate: deletedAt } = entry;
  const version = versionAt({ stages: entry.SecretVersionsToStages }, "AWSCURRENT");
  return {
    path,
    ...(version === undefined ? {} : { version, stages: entry.SecretVersionsToStages?.[version] ?? [] }),
    ...(isDate(createdAt) ? { createdAt } : {}),
    ...(isDate(updatedAt) ? { updatedAt } : {}),
    ...(isDate(deletedAt) ? { deletedAt } : {}),
    metadata: metadataOf(entry.Tags),
  };
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
