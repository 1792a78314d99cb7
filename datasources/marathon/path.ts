import { Fault } from '../../src/kit/fault.ts';

/** Words that Marathon reads as a part of its own path, wherever they stand behind an id. */
const RESERVED = new Set(['tasks', 'versions', 'restart']);

/**
 * The path of an app, segment by segment. Refuses what would reach something else: `/a/tasks` deleted as an app would
 * kill the tasks of `/a`, `..` would leave the app's path, `*` names a whole group.
 */
export function appPath(marathonId: string): string {
  const segments = marathonId.split('/').slice(1);
  const fits =
    marathonId.startsWith('/') && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && segment !== '*');
  if (!fits) throw new Fault('BAD_USER_INPUT', `${JSON.stringify(marathonId)} is not an app's id.`);
  if (segments.slice(1).some((segment) => RESERVED.has(segment))) {
    throw new Fault('BAD_USER_INPUT', `The id ${marathonId} cannot be told from a path of Marathon's own (tasks, versions, restart).`);
  }
  return `/v2/apps/${segments.map(encodeURIComponent).join('/')}`;
}

/** One segment that is not an app's: a task's or deployment's id. */
export function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') throw new Fault('BAD_USER_INPUT', `${JSON.stringify(id)} is not an id.`);
  return encodeURIComponent(id);
}
