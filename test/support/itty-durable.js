// itty-durable as ES modules only: its own index.js is CommonJS, which the test loader cannot require.
export * from "../../node_modules/itty-durable/itty-durable.js";
export * from "../../node_modules/itty-durable/proxy-durable.js";
