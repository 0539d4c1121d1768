// What a careful person would write in place of `claviger get`: the call, and nothing around it.
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const client = new SecretsManagerClient({});
const { SecretString = "" } = await client.send(new GetSecretValueCommand({ SecretId: process.argv[2] }));
process.stdout.write(SecretString);
client.destroy();
