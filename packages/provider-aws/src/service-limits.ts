// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html

/** The largest value in bytes, text in UTF-8. */
export const maxBytes = 65_536;

/** How many secrets BatchGetSecretValue takes. */
export const batchSize = 20;
