/** What keys of well-known issuers look like, and what each is. */
const formats: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/-----BEGIN PGP PRIVATE KEY BLOCK-----/, "a PGP private key"],
  [/AGE-SECRET-KEY-1[0-9A-Z]{20,}/, "an age secret key"],
  [/^(?:AKIA|ASIA)[0-9A-Z]{16}$/, "an AWS access key id"],
  [/^gh[pousr]_[A-Za-z0-9]{20,}|^github_pat_\w{20,}/, "a GitHub token"],
  [/^gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-[\w.-]{16,}/, "a GitLab token"],
  [/^(?:sk|rk)_(?:live|test)_\w{10,}|^whsec_\w{10,}/, "a Stripe key"],
  [/^sk-[\w-]{16,}/, "an API key that starts with sk-"],
  [/^SG\.[\w-]{10,}\.[\w-]{10,}/, "a SendGrid key"],
  [/^xox[abeoprs]-[\w-]{10,}|^xapp-[\w-]{10,}/, "a Slack token"],
  [/^https:\/\/hooks\.slack\.com\/\S+/, "a Slack webhook"],
  [/^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\S+/, "a Discord webhook"],
  [/^AIza[\w-]{30,}/, "a Google API key"],
  [/^GOCSPX-[\w-]{10,}|^ya29\.[\w-]{10,}/, "a Google OAuth secret"],
  [/^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/, "a JSON Web Token"],
  [/^(?:hv[sbr]|s)\.[\w-]{20,}/, "a Vault token"],
  [/^npm_\w{20,}/, "an npm token"],
  [/^pypi-[\w-]{20,}/, "a PyPI token"],
  [/^dckr_(?:pat|oat)_[\w-]{10,}/, "a Docker token"],
  [/^shp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,}/, "a Shopify token"],
  [/^do[opr]_v1_[0-9a-f]{32,}/, "a DigitalOcean token"],
  [/^sq0(?:atp|csp)-[\w-]{20,}/, "a Square token"],
  [/^key-[0-9a-f]{32}$/, "a Mailgun key"],
  [/^\d{8,10}:AA[\w-]{30,}$/, "a Telegram bot token"],
  [/^glsa_\w{20,}/, "a Grafana token"],
  [/^lin_api_\w{20,}/, "a Linear key"],
  [
    /(?:^|;)\s*(?:AccountKey|SharedAccessKey|SharedAccessSignature)\s*=\s*[^;\s]/i,
    "an Azure connection string",
  ],
  [/(?:^|;)\s*(?:password|pwd)\s*=\s*[^;\s]/i, "a connection string with a password"],
  [/"(?:private_key|client_secret|password|secret|token|api_key)"\s*:\s*"[^"]/, "JSON with a secret in it"],
];

/** What a value is, where its form tells: `a GitHub token`. */
export function knownFormat(value: string): string | undefined {
  return formats.find(([pattern]) => pattern.test(value))?.[1];
}
