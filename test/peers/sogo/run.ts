// Starts SOGo by hand, for a look around: `node --experimental-strip-types test/peers/sogo/run.ts`.
// Ctrl-C ends it.
import { addressOf, PASSWORD } from "./configuration.ts";
import { startSogo, whyNoSogo } from "./sogo.ts";

const problem = whyNoSogo();
if (problem) {
  console.error(`No SOGo here: ${problem}.`);
  process.exit(1);
}
const startedAt = performance.now();
const sogo = await startSogo();
console.log(`${sogo.origin}/Microsoft-Server-ActiveSync  ${addressOf("alice")} ${PASSWORD}`);
console.log(`started in ${((performance.now() - startedAt) / 1000).toFixed(1)} s; Ctrl-C ends it`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void sogo.stop().then(() => process.exit(0)));
}
