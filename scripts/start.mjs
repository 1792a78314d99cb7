// npm start: install what is missing, build, start.
import { spawn, spawnSync } from 'node:child_process';
import { installPackages, nodeBinary, root } from './ready.mjs';

installPackages();
const node = nodeBinary();
const built = spawnSync(node, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

// graphql decides at import whether it runs in production: the variable must be there before Node starts.
const child = spawn(node, ['--enable-source-maps', 'dist/src/main.js'], {
  cwd: root,
  stdio: 'inherit',
  env: { NODE_ENV: 'production', ...process.env },
});
// A terminal gives Ctrl-C to the child as well. What is for us alone reaches it as a second word that is not a second Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
