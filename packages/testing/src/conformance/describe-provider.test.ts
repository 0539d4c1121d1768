import { describeProvider } from "./describe-provider.ts";
import { memoryHarness } from "./testing/memory-harness.ts";

describeProvider("memory", memoryHarness);
