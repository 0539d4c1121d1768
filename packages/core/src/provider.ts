/**
 * The contract for people who write providers: `@claviger/core/provider`. A provider imports this and nothing else of
 * claviger.
 *
 * @packageDocumentation
 */
export { pause } from "./call/pause.ts";
export type { Answer } from "./contract/answer.ts";
export type { Capabilities } from "./contract/capabilities.ts";
export type { Check } from "./contract/check.ts";
export type { Clock, Timer } from "./contract/clock.ts";
export { clockCheck } from "./contract/clock-check.ts";
export type { ConfigurationVariables } from "./contract/configuration-variables.ts";
export type { CallContext, ProviderReport } from "./contract/context.ts";
export { defineProvider } from "./contract/define-provider.ts";
export type { ConfiguredProvider, ProviderDefinition, ProviderFactory } from "./contract/define-provider.ts";
export type { Host, HostFileSystem } from "./contract/host.ts";
export type { Lease } from "./contract/lease.ts";
export type { Ask, Location, VersionReference } from "./contract/location.ts";
export type { OptionInput, OptionSpec, OptionSpecs, OptionValues } from "./contract/option-spec.ts";
export type { Provider } from "./contract/provider.ts";
export type { SecretInfo, SecretRecord, SecretValue } from "./contract/secret-record.ts";
export type { DeleteOptions, PutOptions, StageMove, WritableValue } from "./contract/write.ts";
export { networkMeaning } from "./contract/network-meaning.ts";
export type { NetworkHints } from "./contract/network-meaning.ts";
export { whileWanted } from "./contract/while-wanted.ts";
export type { WhileWanted } from "./contract/while-wanted.ts";
export type { ErrorCode } from "./errors/error-code.ts";
export { isSecretError, SecretError } from "./errors/secret-error.ts";
export type { SanitisedCause, SecretErrorDetails } from "./errors/secret-error.ts";
export { applyCase, nameCases } from "./naming/case.ts";
export type { NameCase } from "./naming/case.ts";
export { conventionalLocations } from "./naming/conventional-locations.ts";
export type { NamingConvention } from "./naming/conventional-locations.ts";
export { fold } from "./naming/fold.ts";
export { matchName } from "./naming/match-name.ts";
export { addressProblem } from "./provider-kit/address-problem.ts";
export type { AddressRules } from "./provider-kit/address-problem.ts";
export { answerOf } from "./provider-kit/answer-of.ts";
export { failedCheck } from "./provider-kit/failed-check.ts";
export { HttpClient } from "./provider-kit/http-client.ts";
export type { HttpClientOptions, HttpReply, HttpRequest, TlsFiles } from "./provider-kit/http-client.ts";
export { nativeCause, nativeCode } from "./provider-kit/native-cause.ts";
export { readCertificates, readNamedFile } from "./provider-kit/named-file.ts";
export type { NamedFile } from "./provider-kit/named-file.ts";
export { isReadableByOthers } from "./provider-kit/readable-by-others.ts";
export { retryAfterOf } from "./provider-kit/retry-after.ts";
export { StoreCalls } from "./provider-kit/store-calls.ts";
export type { StoreCallsOptions, StoreTasks } from "./provider-kit/store-calls.ts";
export { editFields } from "./value/edit-fields.ts";
export type { FieldChanges } from "./value/edit-fields.ts";
export { fieldsFromJson, fieldsFromText } from "./value/fields.ts";
export type { Fields } from "./value/fields.ts";
export { isJsonObject, parseLosslessJson } from "./value/lossless-json.ts";
