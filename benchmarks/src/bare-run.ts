// What a careful person would write in place of `claviger run`: the named secrets in batches of 20, all at once, and then
// the command with them as variables.
import { spawnSync } from "node:child_process";
import { BatchGetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const [command = "", ...names] = process.argv.slice(2);
const client = new SecretsManagerClient({});
const batches = [];
for (let start = 0; start < names.length; start += 20) {
  const batch = new BatchGetSecretValueCommand({ SecretIdList: names.slice(start, start + 20) });
  batches.push(client.send(batch));
}
const env = { ...process.env };
for (const { SecretValues = [] } of await Promise.all(batches)) {
  for (const { Name = "", SecretString = "" } of SecretValues) env[Name] = SecretString;
}
const { status } = spawnSync(command, { env, stdio: "inherit" });
process.exit(status ?? 1);
