#!/usr/bin/env node
// docker passes nothing but the operation: what is to be said besides stands in variables.
const { CLAVIGER_DOCKER_SECRET: secret, CLAVIGER_DOCKER_USERNAME: username } = process.env;
const settings = [...(secret ? ["--secret", secret] : []), ...(username ? ["--username", username] : [])];
process.argv.splice(2, 0, "credential-helper", "docker", ...settings);
void import("./claviger.ts");
