// Run by the service's Node.js: checks the syntax of files, loads modules, prints what is wrong as JSON.
//
// Reads the paths of all TypeScript files as a JSON list; it loads those below `src/`. It knows
// nothing of scaffold.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const sources = JSON.parse(readFileSync(0, 'utf8'));
const wrong = sources.map(checkSyntax).filter(Boolean);
// Everything below `src/` but what `node` runs.
const modules = sources.filter((path) => path.startsWith('src/') && path !== 'src/main.ts');
if (wrong.length === 0) {
  for (const path of modules) {
    const found = await load(path);
    if (found) wrong.push(found);
  }
}
process.stdout.write(
  JSON.stringify({ node: process.version.slice(1), modules: modules.length, wrong }),
);
process.exitCode = 0;

function checkSyntax(path) {
  try {
    stripTypeScriptTypes(readFileSync(path, 'utf8'));
    return undefined;
  } catch (error) {
    const line = Number(/^[^\n]*:(\d+)\n/.exec(error.stack)?.[1] ?? 0);
    return { path, line, message: `does not compile: ${error.message}` };
  }
}

async function load(path) {
  try {
    await import(pathToFileURL(path).href);
    return undefined;
  } catch (error) {
    const here = `${pathToFileURL(resolve('src')).href}/`;
    const frame = new RegExp(`${RegExp.escape?.(here) ?? here.replaceAll('.', '\\.')}([^:]+):(\\d+)`);
    const [, file, line] = frame.exec(error.stack ?? '') ?? [];
    return {
      path: file === undefined ? path : `src/${file}`,
      line: Number(line ?? 0),
      message: `cannot be loaded: ${error.name}: ${error.message.split('\n')[0]}`,
    };
  }
}
