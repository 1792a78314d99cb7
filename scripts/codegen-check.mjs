// Whether the generated files are what the schema and the operations say: generates them elsewhere and compares byte by byte.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { nodeBinary, root } from './ready.mjs';

const config = parse(readFileSync(join(root, 'codegen.yml'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'canopy-codegen-'));
try {
  const files = Object.keys(config.generates);
  for (const file of files) mkdirSync(join(folder, dirname(file)), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const generates = Object.fromEntries(
    Object.entries(config.generates).map(([file, output]) => [file, { ...output, documents: join(root, output.documents) }]),
  );
  writeFileSync(join(folder, 'codegen.json'), JSON.stringify({ ...config, schema: join(root, config.schema), generates }));
  const cli = join(root, 'node_modules/.bin/graphql-codegen');
  const { status, stdout, stderr } = spawnSync(nodeBinary(), [cli, '--config', 'codegen.json'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) {
    console.error(`${stdout}${stderr}`);
    process.exitCode = 1;
  } else {
    for (const file of files) {
      if (read(join(folder, file)) === read(join(root, file))) continue;
      console.error(`${file} is not what codegen.yml, the schema and the operations say: run "npm run codegen" and commit it.`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
