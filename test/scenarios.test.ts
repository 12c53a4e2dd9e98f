// Every scenario is a test: each is played in a world of its own, with the Worker in workerd.
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenario, scenarioNames } from "../cli/scenario.ts";
import { buildWorker } from "../simulator/bundle.ts";
import { failureReport, playScenario } from "../simulator/scenario.ts";

beforeAll(() => buildWorker("world"));

describe.concurrent("scenarios", () => {
  for (const name of scenarioNames()) {
    test(name, async () => {
      const result = await playScenario(name, await loadScenario(name));
      expect(result.passed, failureReport(result)).toBe(true);
    });
  }
});
