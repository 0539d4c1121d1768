import { isSecretError } from "@claviger/core";
import { clearCache, getSecret, getSecretValue, getValue } from "./secrets.ts";

for (const key of ["SENDGRID_API_KEY", "SQL_SERVER_PASSWORD"]) {
  console.log(`${key}: ${(await getSecretValue(key)).length} characters`);
}
console.log(
  `refreshed: ${(await getSecretValue("SENDGRID_API_KEY", { forceRefresh: true })).length} characters`,
);
clearCache();

const secret = process.env["AWS_SECRET_NAME"];
if (secret) {
  try {
    console.log(`${secret}: ${Object.keys(await getSecret(secret)).join(", ")}`);
    console.log(`JWT_SECRET_KEY: ${(await getValue(secret, "JWT_SECRET_KEY")).length} characters`);
    console.log(`absent: ${await getValue("fluxion/absent", "KEY", { default: "the default" })}`);
  } catch (error) {
    if (!isSecretError(error)) throw error;
    console.log(`${error.code}: ${error.message}`);
  }
}
