/*
 * A daemon of its own for each test file: builds an index from files, starts racine-searchd on a free port,
 * and opens Chromium on it. RACINE_BIN is the folder of the programs, RACINE_SOURCE the project's.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const bin = process.env.RACINE_BIN;
export const source = process.env.RACINE_SOURCE;

/* `documents`: a folder, or an array of objects to be indexed as JSON Lines. */
export async function startDaemon(documents) {
  const work = mkdtempSync(join(tmpdir(), "racine-browser-"));
  let input = documents;
  if (Array.isArray(documents)) {
    input = join(work, "documents.jsonl");
    writeFileSync(input, documents.map((d) => JSON.stringify(d) + "\n").join(""));
  }
  const index = join(work, "index");
  const built = spawnSync(join(bin, "racine-indexer"), ["--quiet", "--index", index, input], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the index was not built: ${built.stderr}`);
  const daemon = spawn(join(bin, "racine-searchd"),
    ["--index", index, "--listen", "none", "--http", "127.0.0.1:0", "--deadline", "20s"],
    { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((resolve, reject) => {
    const log = [];
    createInterface({ input: daemon.stderr }).on("line", (line) => {
      log.push(line);
      const match = /listening on (127\.0\.0\.1:\d+) \(http\)/.exec(line);
      if (match) resolve(`http://${match[1]}`);
    });
    setTimeout(() => reject(new Error(`the daemon says no address: ${log.join("\n")}`)), 30_000).unref();
    daemon.on("exit", () => reject(new Error(`the daemon ended: ${log.join("\n")}`)));
  });
  return {
    address,
    async stop() {
      daemon.removeAllListeners("exit");
      const ended = new Promise((resolve) => daemon.on("exit", resolve));
      daemon.kill("SIGTERM");
      await ended;
      rmSync(work, { recursive: true });
    },
  };
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.RACINE_CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}
