/**
 * For authors of claviger providers: the conformance suite, a reference provider, faults and a search for leaks.
 *
 * @packageDocumentation
 */
export type { Capability, DeclaredCapabilities } from "./conformance/capability.ts";
export { describeProvider } from "./conformance/describe-provider.ts";
export type { DescribeProviderOptions } from "./conformance/describe-provider.ts";
export type { ConformanceHarness, ConformanceSetup, SeedValue } from "./conformance/harness.ts";
export type { ServerFaults } from "./conformance/server-faults.ts";
export { FakeClock } from "./fake-clock.ts";
export { decorateProvider } from "./faults/decorate-provider.ts";
export { startFaultProxy } from "./faults/fault-proxy.ts";
export type { FaultProxy } from "./faults/fault-proxy.ts";
export { flakyProvider } from "./faults/flaky-provider.ts";
export type { Fault } from "./faults/fault.ts";
export type { FaultScript, FlakyCall, FlakyProvider } from "./faults/flaky-provider.ts";
export { recordedFixtures } from "./fixtures/recorded-fixtures.ts";
export type { RecordedFixtures, RecordedFixturesOptions } from "./fixtures/recorded-fixtures.ts";
export { leakCanary } from "./leak-canary.ts";
export type { LeakCanary } from "./leak-canary.ts";
export { memoryProvider } from "./memory/memory-provider.ts";
export { MemoryStore } from "./memory/memory-store.ts";
export type { MemoryStoreOptions } from "./memory/memory-store.ts";
