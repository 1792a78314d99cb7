import { isObject, type JsonObject } from '../web.ts';
import { asText, flagIn, isList, listIn, numberIn, objectsIn, textIn, textsIn } from './body.ts';
import { containerOf } from './container.ts';
import type { Era } from './era.ts';

interface Fetch {
  readonly uri: string;
  readonly executable: boolean;
  readonly cache: boolean;
  readonly extract: boolean;
  readonly output_file?: string;
}

/** A job by the names that it has on the wire. It has parents, or else a schedule. */
export interface Job {
  readonly name: string;
  readonly command: string;
  readonly shell: boolean;
  readonly epsilon: string;
  readonly executor: string;
  readonly executorFlags: string;
  readonly taskInfoData: string;
  readonly retries: number;
  readonly owner: string;
  readonly ownerName: string;
  readonly description: string;
  readonly async: boolean;
  successCount: number;
  errorCount: number;
  /** When never: empty. */
  lastSuccess: string;
  lastError: string;
  readonly cpus: number;
  readonly disk: number;
  readonly mem: number;
  disabled: boolean;
  readonly softError: boolean;
  readonly dataProcessingJobType: boolean;
  errorsSinceLastSuccess: number;
  readonly fetch: readonly Fetch[];
  readonly uris: readonly string[];
  readonly environmentVariables: readonly { readonly name: string; readonly value: string }[];
  readonly arguments: readonly string[];
  readonly highPriority: boolean;
  readonly runAsUser: string;
  readonly concurrent: boolean;
  /** In ms; null: as long as it likes. */
  readonly maxCompletionTime: number | null;
  readonly container: JsonObject | null;
  readonly constraints: readonly (readonly string[])[];
  parents: readonly string[] | null;
  schedule: string;
  scheduleTimeZone: string;
}

/** What a job is given that says nothing of it: the flags with which Chronos is started. */
const DEFAULTS = { cpus: 0.1, disk: 256, mem: 128, runAsUser: 'root', epsilon: 'PT60S', retries: 2 };

/** A whole definition, also where it replaces another one: counts and last times begin anew unless they are sent. */
export function jobOf(sent: JsonObject, era: Era): Job {
  const { container, parents } = sent;
  const most = numberIn(sent, 'maxCompletionTime', 0);
  return {
    name: textIn(sent, 'name'),
    command: textIn(sent, 'command'),
    shell: flagIn(sent, 'shell', true),
    epsilon: textIn(sent, 'epsilon', DEFAULTS.epsilon),
    executor: textIn(sent, 'executor'),
    executorFlags: textIn(sent, 'executorFlags'),
    taskInfoData: textIn(sent, 'taskInfoData'),
    retries: numberIn(sent, 'retries', DEFAULTS.retries),
    owner: textIn(sent, 'owner'),
    ownerName: textIn(sent, 'ownerName'),
    description: textIn(sent, 'description'),
    async: flagIn(sent, 'async'),
    successCount: numberIn(sent, 'successCount', 0),
    errorCount: numberIn(sent, 'errorCount', 0),
    lastSuccess: textIn(sent, 'lastSuccess'),
    lastError: textIn(sent, 'lastError'),
    cpus: numberIn(sent, 'cpus', 0) || DEFAULTS.cpus,
    disk: numberIn(sent, 'disk', 0) || DEFAULTS.disk,
    mem: numberIn(sent, 'mem', 0) || DEFAULTS.mem,
    disabled: flagIn(sent, 'disabled'),
    softError: flagIn(sent, 'softError'),
    dataProcessingJobType: flagIn(sent, 'dataProcessingJobType'),
    errorsSinceLastSuccess: numberIn(sent, 'errorsSinceLastSuccess', 0),
    fetch: objectsIn(sent, 'fetch').map(fetchOf),
    uris: textsIn(sent, 'uris'),
    environmentVariables: objectsIn(sent, 'environmentVariables').map((each) => ({
      name: textIn(each, 'name'),
      value: textIn(each, 'value'),
    })),
    arguments: textsIn(sent, 'arguments'),
    highPriority: flagIn(sent, 'highPriority'),
    runAsUser: textIn(sent, 'runAsUser', DEFAULTS.runAsUser),
    concurrent: flagIn(sent, 'concurrent'),
    maxCompletionTime: most > 0 ? most : null,
    container: isObject(container) ? containerOf(container, era) : null,
    constraints: listIn(sent, 'constraints')
      .filter(isList)
      .map((each) => each.map(asText)),
    parents: parents === undefined ? null : [...new Set(textsIn(sent, 'parents'))],
    // Without either it is for once, and now.
    schedule: parents === undefined ? textIn(sent, 'schedule', 'R1//PT24H') : '',
    scheduleTimeZone: textIn(sent, 'scheduleTimeZone'),
  };
}

const fetchOf = (sent: JsonObject): Fetch => ({
  uri: textIn(sent, 'uri'),
  executable: flagIn(sent, 'executable'),
  cache: flagIn(sent, 'cache'),
  extract: flagIn(sent, 'extract', true),
  ...(typeof sent['output_file'] === 'string' && { output_file: sent['output_file'] }),
});

/** A job as it is told. In the list, `fetch` and `uris` say the same. */
export function shapeOf(job: Job, era: Era, listed = false): JsonObject {
  const { epsilon, async, concurrent, maxCompletionTime, container, parents, schedule, scheduleTimeZone, fetch, uris, ...rest } = job;
  const { constraints, environmentVariables, arguments: words, highPriority, runAsUser, ...first } = rest;
  const fetched = listed && fetch.length === 0 ? uris.map((uri) => fetchOf({ uri })) : fetch;
  return {
    ...first,
    ...(era.epsilon && { epsilon, async }),
    fetch: fetched.map((each) => ({ ...each })),
    uris: listed && fetch.length > 0 ? fetch.map(({ uri }) => uri) : uris,
    environmentVariables: environmentVariables.map((each) => ({ ...each })),
    ...{ arguments: words, highPriority, runAsUser },
    ...(!era.epsilon && { concurrent, ...(maxCompletionTime !== null && { maxCompletionTime }) }),
    ...(container && { container }),
    constraints,
    ...(parents ? { parents } : { schedule, scheduleTimeZone }),
  };
}

/** How its last run went. */
export function lastOf({ lastSuccess, lastError }: Job): 'fresh' | 'success' | 'failure' {
  if (lastSuccess === '' && lastError === '') return 'fresh';
  return lastSuccess > lastError ? 'success' : 'failure';
}
