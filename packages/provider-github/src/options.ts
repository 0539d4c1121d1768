import { type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/** Where the secrets are, and who writes them. */
export const options = {
  repo: {
    type: "string",
    env: ["GITHUB_REPOSITORY"],
    doc: "The repository that has the secrets, as owner/name.",
  },
  org: { type: "string", doc: "The organisation that has the secrets, instead of a repository." },
  environment: { type: "string", doc: "The environment of the repository that has the secrets." },
  token: {
    type: "string",
    env: ["GITHUB_TOKEN"],
    secret: true,
    doc: "A personal access token, fine-grained or classic. Not the token of a workflow run, which may not write secrets.",
  },
  appId: { type: "string", doc: "The id or client id of a GitHub App, instead of a token." },
  installationId: { type: "string", doc: "The id of the App's installation." },
  privateKeyFile: { type: "path", doc: "The App's private key, a PEM file; it is read at each login." },
  url: {
    type: "url",
    env: ["GITHUB_API_URL"],
    default: "https://api.github.com",
    doc: "The REST API; of GitHub Enterprise Server, https://<host>/api/v3.",
  },
  visibility: {
    type: "choice",
    values: ["all", "private", "selected"],
    default: "private",
    doc: "Which repositories get an organisation's new secret; an update keeps what is there.",
  },
  case: {
    type: "choice",
    values: ["upper-snake", "as-is"],
    default: "upper-snake",
    doc: "How names are spelled before GitHub turns them into upper case.",
  },
} as const satisfies OptionSpecs;

/** The options as `create` receives them. */
export type GithubOptions = OptionValues<typeof options>;

/** Which repositories of an organisation get a secret. */
export type Visibility = GithubOptions["visibility"];
