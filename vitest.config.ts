// Two kinds of tests: most run in plain Node, in milliseconds; test/objects runs inside workerd,
// where Durable Objects live and can be evicted in the middle of a test.
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { MODULE_ALIASES } from "./simulator/bundle.ts";

/** Ten seconds' worth; the full set of tests takes many more (cli/test-all.ts). */
const FEW_INTERLEAVINGS = 100;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/objects/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            // The sources, not the built modules that wrangler.toml names.
            main: "./worker/index.ts",
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                WRAPPING_SECRET: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                VERIFIER_SECRET: "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
                OWNER_TOKEN: "owner-token-of-the-object-tests",
                // How many interleavings, and from which seed (test/objects/interleavings.test.ts).
                INTERLEAVINGS: Number(process.env.INTERLEAVINGS ?? FEW_INTERLEAVINGS),
                INTERLEAVINGS_SEED: Number(process.env.INTERLEAVINGS_SEED ?? 1),
              },
            },
          }),
        ],
        resolve: { alias: MODULE_ALIASES },
        test: {
          name: "workerd",
          include: ["test/objects/**/*.test.ts"],
          server: { deps: { inline: ["itty-durable"] } },
          testTimeout: 60_000,
        },
      },
    ],
  },
});
