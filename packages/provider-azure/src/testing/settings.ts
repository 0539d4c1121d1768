import { nodeHost } from "@claviger/core";
import type { AzureOptions } from "../options.ts";
import { type Settings, settingsOf } from "../settings.ts";

/** Settings of those options, with the defaults that core fills in, and without the process's environment. */
export function settingsWith(
  options: Partial<AzureOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Settings {
  const given = { url: "https://my-vault.vault.azure.net", case: "kebab", credential: "default" } as const;
  return settingsOf({ ...given, verifyResource: true, ...options }, nodeHost({ env }));
}
