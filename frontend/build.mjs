// Builds src/ and styles/ into the static files of the ui room; with --tests, tests/ into build/tests/.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const place = "../src/motcua/ui/static/motcua";
const target = "build/static"; // moved into place when all of it is there

if (process.argv.includes("--tests")) {
  await rm("build/tests", { recursive: true, force: true });
  const files = (await readdir("tests")).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: files.map((name) => `tests/${name}`),
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: "build/tests",
    outExtension: { ".js": ".mjs" },
  });
} else {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await build({
    entryPoints: { app: "src/app.ts" },
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome90", "firefox90", "safari14.1"],
    outdir: target,
    legalComments: "none",
  });
  await build({
    entryPoints: { app: "styles/app.css" },
    bundle: true,
    minify: true,
    target: ["chrome90", "firefox90", "safari14.1"],
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]",
    outdir: target,
  });
  for (const name of ["app.js", "app.css"]) {
    // The server gives these out as they lie: on a weak network most of the first page's wait was for them.
    await writeFile(`${target}/${name}.gz`, gzipSync(await readFile(`${target}/${name}`), { level: 9 }));
  }
  await cp("images", `${target}/images`, { recursive: true });
  await cp("node_modules/@fontsource/be-vietnam-pro/LICENSE", `${target}/fonts/OFL.txt`);
  await rm(place, { recursive: true, force: true });
  await cp(target, place, { recursive: true });
}
