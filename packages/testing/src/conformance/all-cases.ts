import type { ConformanceCase } from "./conformance-case.ts";
import { absenceCases } from "./cases/absence.ts";
import { batchCases } from "./cases/batches.ts";
import { changingCases } from "./cases/changing.ts";
import { closingCases } from "./cases/closing.ts";
import { concurrencyCases } from "./cases/concurrency.ts";
import { conditionalWriteCases } from "./cases/conditional-writes.ts";
import { deletingCases } from "./cases/deleting.ts";
import { faultCases } from "./cases/faults.ts";
import { fieldCases } from "./cases/fields.ts";
import { identityCases } from "./cases/identity.ts";
import { leaseCases } from "./cases/leases.ts";
import { limitCases } from "./cases/limits.ts";
import { listingCases } from "./cases/listing.ts";
import { nameCases } from "./cases/names.ts";
import { offlineCases } from "./cases/offline.ts";
import { optionCases } from "./cases/options.ts";
import { recordCases } from "./cases/records.ts";
import { removalCases } from "./cases/removal.ts";
import { tellingCases } from "./cases/telling.ts";
import { valueCases } from "./cases/values.ts";
import { versionCases } from "./cases/versions.ts";
import { watchingCases } from "./cases/watching.ts";
import { writingCases } from "./cases/writing.ts";

/** The suite, by subject. */
export const allCases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  values: valueCases,
  fields: fieldCases,
  absence: absenceCases,
  names: nameCases,
  records: recordCases,
  versions: versionCases,
  removal: removalCases,
  identity: identityCases,
  faults: faultCases,
  limits: limitCases,
  closing: closingCases,
  concurrency: concurrencyCases,
  "what is decided offline": offlineCases,
  options: optionCases,
  "what is told": tellingCases,
  batches: batchCases,
  listing: listingCases,
  writing: writingCases,
  "conditional writes": conditionalWriteCases,
  changing: changingCases,
  deleting: deletingCases,
  leases: leaseCases,
  watching: watchingCases,
};
