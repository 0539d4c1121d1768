import { expect, test } from "vitest";
import { addressProblem } from "./address-problem.ts";

const rules = { credentials: "give the token as ACME_TOKEN", allow: "set allowHttp" };

test.each([
  "https://acme.example.com",
  "https://acme.example.com:8200/v1/",
  "http://localhost:8200",
  "http://app.localhost",
  "http://127.0.0.1",
  "http://127.1.2.3:1",
  "http://[::1]:8200",
])("%s is fine", (address) => {
  expect(addressProblem(address, rules)).toBeUndefined();
});

test.each([
  ["", "is not an http or https URL"],
  ["acme.example.com", "is not an http or https URL"],
  ["ftp://canary", "is not an http or https URL"],
  ["hvs.canary", "is not an http or https URL"],
  ["https:canary", "is not an http or https URL"],
  ["https://user:canary@acme.example.com", "holds credentials: give the token as ACME_TOKEN"],
  ["https://canary@acme.example.com", "holds credentials: give the token as ACME_TOKEN"],
  ["https://acme.example.com/?token=canary", "has a query or a fragment"],
  ["https://acme.example.com/?", "has a query or a fragment"],
  ["https://acme.example.com/#canary", "has a query or a fragment"],
  ["http://acme.example.com", "use https, or set allowHttp"],
  ["http://127.0.0.1.example.com", "use https, or set allowHttp"],
  ["http://10.0.0.1", "use https, or set allowHttp"],
])("%s is refused, and not quoted", (address, problem) => {
  const found = addressProblem(address, rules);
  expect(found).toContain(problem);
  expect(found).not.toContain("canary");
});

test("http to another machine is allowed by who says so", () => {
  expect(addressProblem("http://acme.example.com", { ...rules, allowHttp: true })).toBeUndefined();
  expect(addressProblem("http://acme.example.com", { credentials: "" })).toMatch(/: use https$/);
});
