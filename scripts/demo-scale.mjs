// npm run demo:scale [short]: install what is missing, build, and watch an app being scaled by the load that it gets.
import { spawn, spawnSync } from 'node:child_process';
import { installPackages, nodeBinary, root } from './ready.mjs';

installPackages();
const node = nodeBinary();
const built = spawnSync(node, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const child = spawn(node, ['--enable-source-maps', 'dist/scripts/demo-scale.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
