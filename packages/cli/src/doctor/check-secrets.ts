import { type Deployment, type Explanation, isSecretError, type SecretDeclaration } from "@claviger/core";
import { failed, type Finding } from "./finding.ts";

const area = "secrets";

/** The manifest against the stores: what is missing, where each comes from. Values are read as the application reads them, and dropped. */
export async function checkSecrets({ manifest, secrets }: Deployment): Promise<Finding[]> {
  const declared = Object.entries(manifest);
  if (declared.length === 0) {
    const message = "there is no manifest: what the application needs is not known here";
    return [{ area, subject: "manifest", status: "skipped", message }];
  }
  return await Promise.all(
    declared.map(async ([name, declaration]) => {
      try {
        return finding(name, declaration, await secrets.explain(name));
      } catch (error) {
        return failed(area, name, error);
      }
    }),
  );
}

function finding(
  name: string,
  { required = true, default: fallback }: SecretDeclaration,
  explanation: Explanation,
): Finding {
  const { outcome, provider = "", degraded, reason, error, attempts } = explanation;
  const subject = name;
  if (outcome === "found") {
    const { location, detail } = attempts.findLast(({ answer }) => answer === "found") ?? {};
    const where = [provider, location, detail].filter(Boolean).join(", ");
    if (!degraded) return { area, subject, status: "ok", message: where };
    return { area, subject, status: "warning", message: `${where}: ${reason}`, fix: "see claviger explain" };
  }
  if (outcome === "failed")
    return error
      ? failed(area, name, error)
      : { area, subject, status: "error", message: reason, fix: "see claviger explain" };
  // A location that makes a new value at each read is not asked here.
  if (attempts.some(({ detail }) => detail?.includes("makes a new value") === true))
    return {
      area,
      subject,
      status: "skipped",
      message: "every read makes a new value: it was not asked for",
    };
  if (fallback !== undefined)
    return { area, subject, status: "ok", message: "nobody has it, and its default is given" };
  if (!required) return { area, subject, status: "ok", message: "nobody has it, and it is not required" };
  const looked = attempts.flatMap(({ provider: id, location, answer }) =>
    answer === "absent" ? [`${id} ${location ?? ""}`.trim()] : [],
  );
  return {
    area,
    subject,
    status: "error",
    message: `nobody has it${looked.length > 0 ? `: looked in ${looked.join(", ")}` : ""}`,
    fix: error?.hint ?? `claviger set ${name}`,
  };
}

/** What stores hold under the deployment's prefix that the manifest does not list. */
export async function checkExtra({ manifest, secrets, instances }: Deployment): Promise<Finding[]> {
  const names = Object.keys(manifest);
  if (names.length === 0) return [];
  const listing = (await instances()).all().filter((one) => one.can("list") && prefixOf(one) !== "");
  const all = await Promise.all(
    listing.map(async (instance): Promise<Finding[]> => {
      const known = new Set(names.flatMap((name) => instance.locate(name).map(({ path }) => path)));
      const extra: string[] = [];
      try {
        const prefix = prefixOf(instance);
        for await (const { path, deletedAt } of secrets.list(prefix, { provider: instance.id }))
          if (!known.has(path) && deletedAt === undefined) extra.push(path);
      } catch (error) {
        // An application needs no permission to list: without it there is no more to see.
        if (isSecretError(error, "denied") || isSecretError(error, "unsupported"))
          return [
            {
              area,
              subject: instance.id,
              status: "skipped",
              message: "what else it holds may not be listed",
            },
          ];
        return [failed(area, instance.id, error)];
      }
      if (extra.length === 0)
        return [
          { area, subject: instance.id, status: "ok", message: "it holds nothing else under its prefix" },
        ];
      const shown = extra.slice(0, 10).join(", ");
      const more = extra.length > 10 ? ` and ${extra.length - 10} more` : "";
      return [
        {
          area,
          subject: instance.id,
          status: "warning",
          message: `it holds what the manifest does not list: ${shown}${more}`,
          fix: "list them in the manifest, or delete what nobody uses",
        },
      ];
    }),
  );
  return all.flat();
}

/** What the paths of all names have in common: `""` where a name is its own path, and everybody's secrets are there. */
function prefixOf(instance: {
  locate(name: string, as: "bundle"): readonly { readonly path: string }[];
}): string {
  return instance.locate("a", "bundle")[0]?.path.slice(0, -1) ?? "";
}
