// Two kinds of tests: most run in plain Node, in milliseconds; test/objects runs inside workerd,
// where Durable Objects live and can be evicted in the middle of a test.
import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url).href);

// workerd would pick plist's browser build, as in wrangler.toml.
const alias = { plist: path("./node_modules/plist/dist/index.js") };

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
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                WRAPPING_SECRET: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                VERIFIER_SECRET: "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
                OWNER_TOKEN: "owner-token-of-the-object-tests",
              },
            },
          }),
        ],
        resolve: { alias },
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
