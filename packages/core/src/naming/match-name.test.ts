import { describe, expect, it } from "vitest";
import { isSecretError } from "../errors/secret-error.ts";
import { matchName } from "./match-name.ts";

function failure(asked: string, stored: readonly string[]): unknown {
  try {
    return matchName(asked, stored);
  } catch (error) {
    return error;
  }
}

describe("the stored name that answers", () => {
  it("is the exact one, whatever else folds alike", () => {
    expect(matchName("database-url", ["DATABASE_URL", "databaseUrl", "database-url"])).toBe("database-url");
  });

  it("is else the only one that folds alike", () => {
    expect(matchName("database-url", ["SECRET_KEY", "DATABASE_URL"])).toBe("DATABASE_URL");
    expect(matchName("k8sToken", new Set(["K8S_TOKEN"]))).toBe("K8S_TOKEN");
  });

  it("is none where nothing folds alike", () => {
    expect(matchName("database-url", [])).toBeUndefined();
    expect(matchName("database-url", ["DATABASE", "DATABASE_URL_2", "db/DATABASE_URL"])).toBeUndefined();
    expect(matchName("--", ["_", "PATH"])).toBeUndefined();
  });

  it("is undecided where two fold alike: a conflict that names both", () => {
    const error = failure("database-url", ["DATABASE_URL", "OTHER", "databaseUrl"]);
    expect(isSecretError(error, "conflict")).toBe(true);
    expect(error).toMatchObject({
      problem: `"database-url" matches "DATABASE_URL" and "databaseUrl"`,
      secret: "database-url",
    });
  });

  it("is undecided for that name alone", () => {
    expect(matchName("secret-key", ["DATABASE_URL", "databaseUrl", "SECRET_KEY"])).toBe("SECRET_KEY");
  });
});
