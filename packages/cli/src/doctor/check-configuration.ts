import { basename } from "node:path";
import type { Deployment, Instances } from "@claviger/core";
import type { Finding } from "./finding.ts";

const area = "configuration";

/** What the deployment is configured to be, and whether that is wise where it is in production. */
export function checkConfiguration(deployment: Deployment, instances: Instances): Finding[] {
  const { configPath, environment, originOf } = deployment;
  const chain = instances.all().map(({ id }) => id);
  const named = originOf("SECRETS_PROVIDERS");
  return [
    ok(
      "file",
      configPath === undefined
        ? "there is no configuration file: variables say it all"
        : basename(configPath),
    ),
    ok("environment", environment),
    ok("chain", `${chain.join(", ")}${named === undefined ? "" : `, by SECRETS_PROVIDERS of ${named}`}`),
    fallbackPolicy(deployment),
  ];
}

function fallbackPolicy({ environment, fallback, manifest }: Deployment): Finding {
  const subject = "fallback";
  if (environment !== "production" || fallback === "never") return ok(subject, fallback);
  const open = Object.entries(manifest).filter(([, { from }]) => from === undefined);
  const isForbidden = Object.keys(manifest).length > 0 && open.length === 0;
  if (fallback === "any") {
    return {
      area,
      subject,
      status: "error",
      message: "any: in production, a store that denies is stepped past",
      fix: "set SECRETS_FALLBACK=never, or unavailable to get past outages alone",
    };
  }
  if (isForbidden)
    return ok(subject, `${fallback}, and the manifest says of every secret where it may come from`);
  return {
    area,
    subject,
    status: "warning",
    message: `${fallback}: in production, a store that is down is stepped past, to whatever the layers after it hold`,
    fix: 'set SECRETS_FALLBACK=never, or give the manifest\'s secrets a `from`, such as ["aws"]',
  };
}

function ok(subject: string, message: string): Finding {
  return { area, subject, status: "ok", message };
}
