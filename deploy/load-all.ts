/**
 * Loads everything that the bot may load, then the bot itself, which ends with 78 as nothing is set. The image's build runs this, because
 * a container with a read-only root has no other moment to keep what Node compiles.
 */
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import packageJson from '../package.json' with { type: 'json' };

const entries = ['main.ts', 'operator.ts'];
const files = globSync('**/*.ts', { cwd: new URL('../src/', import.meta.url) });
for (const file of files.filter((each) => !entries.includes(each))) await import(`../src/${file}`);
for (const name of Object.keys(packageJson.dependencies)) await import(name);
// undici loads its parser with its first connection
createRequire(import.meta.url)('../node_modules/undici/lib/llhttp/llhttp_simd-wasm.js');

await import('../src/main.ts');
