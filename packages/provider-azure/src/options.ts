import { nameCases, type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/** The provider's options; those of Azure's own tools are also read from Azure's variables. */
export const options = {
  url: {
    type: "url",
    env: ["AZURE_KEYVAULT_URL"],
    required: true,
    doc: "Where the vault answers, such as https://my-vault.vault.azure.net; the cloud is known by it.",
  },
  prefix: { type: "string", doc: "Put before every name; a - is added where it does not end with one." },
  bundle: { type: "string", doc: "The name of one secret, a JSON object whose fields are the names." },
  case: {
    type: "choice",
    values: nameCases,
    default: "kebab",
    doc: "How names are spelled in Key Vault, which does not tell upper from lower case; _ and . become -.",
  },
  credential: {
    type: "choice",
    values: ["default", "managed-identity", "workload-identity", "client-secret", "certificate"],
    default: "default",
    doc: "How this process says who it is; default is the chain of DefaultAzureCredential.",
  },
  tenantId: {
    type: "string",
    env: ["AZURE_TENANT_ID"],
    doc: "The tenant of the application (directory id).",
  },
  clientId: {
    type: "string",
    env: ["AZURE_CLIENT_ID"],
    doc: "The application, or the user-assigned managed identity.",
  },
  clientSecret: {
    type: "string",
    env: ["AZURE_CLIENT_SECRET"],
    secret: true,
    doc: "The application's client secret.",
  },
  certificate: {
    type: "path",
    env: ["AZURE_CLIENT_CERTIFICATE_PATH"],
    doc: "A PEM file with the application's certificate and its private key.",
  },
  certificatePassword: {
    type: "string",
    env: ["AZURE_CLIENT_CERTIFICATE_PASSWORD"],
    secret: true,
    doc: "What the private key in that file is encrypted with.",
  },
  tokenFile: {
    type: "path",
    env: ["AZURE_FEDERATED_TOKEN_FILE"],
    doc: "The federated token of a workload identity; it is read again when it is renewed.",
  },
  authority: {
    type: "url",
    env: ["AZURE_AUTHORITY_HOST"],
    doc: "Where Microsoft Entra ID answers; without it, as the vault's cloud has it.",
  },
  cacert: {
    type: "path",
    doc: "A PEM file with the authorities to trust instead of the system's; it is read once, at the first call.",
  },
  verifyResource: {
    type: "boolean",
    default: true,
    doc: "Refuse a vault that asks for a token of another host's resource; false for an emulator.",
  },
} as const satisfies OptionSpecs;

/** The options as `create` receives them. */
export type AzureOptions = OptionValues<typeof options>;
