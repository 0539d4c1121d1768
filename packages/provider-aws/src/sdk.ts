import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type * as SecurityTokenService from "@aws-sdk/client-sts";
import { lazyModule } from "./lazy-module.ts";

/** The SDK's module. The imports above are erased: only types are taken. */
export type Sdk = typeof SecretsManager;
export type Sts = typeof SecurityTokenService;

/** A function that imports the client of Secrets Manager at its first call. */
export function sdkLoader(): () => Promise<Sdk> {
  return lazyModule("@aws-sdk/client-secrets-manager", () => import("@aws-sdk/client-secrets-manager"));
}

/** A function that imports the client of STS at its first call: where a role is assumed, or an identity is asked for. */
export function stsLoader(): () => Promise<Sts> {
  return lazyModule("@aws-sdk/client-sts", () => import("@aws-sdk/client-sts"));
}
