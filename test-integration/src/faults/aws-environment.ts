import { vi } from "vitest";
import { rootCredentials } from "../servers/aws-credentials.ts";

/** Has the SDK find the test servers' root user, and look nowhere else. `vi.unstubAllEnvs()` ends it. */
export function stubAwsEnvironment(): void {
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent/config");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
  vi.stubEnv("AWS_PROFILE", undefined);
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  vi.stubEnv("AWS_ACCESS_KEY_ID", rootCredentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", rootCredentials.secretAccessKey);
}
