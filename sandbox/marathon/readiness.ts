import type { Json, JsonObject } from '../web.ts';
import type { Lifecycle } from './lifecycle.ts';
import { isActive, type App, type Task } from './model.ts';
import type { State } from './state.ts';

interface Deps {
  readonly state: State;
  readonly lifecycle: Lifecycle;
}

/** Asks a task whether it is ready, only while a deployment waits for it; results exist only that long. */
export function watchReadiness(task: Task, app: App, { state, lifecycle }: Deps, later: (ms: number, then: () => void) => void): void {
  const check = app.definition.readinessChecks[0];
  if (!check || !app.activity) {
    task.ready = true;
    return;
  }
  const named = [...app.definition.portDefinitions, ...(app.definition.container?.portMappings ?? [])];
  const index = Math.max(
    0,
    named.findIndex(({ name }) => name === check.portName),
  );
  const look = async (): Promise<void> => {
    if (!isActive(task) || task.ready) return;
    const answer = await fetchText(`http://${task.ip}:${task.ports[index] ?? 0}${check.path}`, check.timeoutSeconds);
    task.ready = answer !== null && check.httpStatusCodesForReady.includes(answer.status);
    const lastResponse: Json = answer && { ...answer };
    const result: JsonObject = {
      ...{ name: check.name, taskId: task.id, ready: task.ready },
      ...(check.preserveLastResponse && lastResponse !== null && { lastResponse }),
    };
    task.readiness = task.ready ? [] : [result];
    state.touch(app);
    if (task.ready) lifecycle.pump(app);
    else later(check.intervalSeconds * 1000, () => void look());
  };
  void look();
}

async function fetchText(url: string, timeoutSeconds: number) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    const contentType = answer.headers.get('content-type') ?? '';
    return { status: answer.status, contentType, body: await answer.text() };
  } catch {
    return null;
  }
}
