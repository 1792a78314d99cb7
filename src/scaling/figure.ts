import { METRIC_NAMES, type MetricName } from '../monitoring/model.ts';

/**
 * What a rule goes by, in one word: one of the four figures; a counter of each container (`requests/service=pay`); or one of an endpoint
 * that is of all containers together (`alb.rate/service=pay of lb-1`).
 */
export type FigureName = string;

/** A counter of Falcon's; without an endpoint each container's own. */
export interface Counted {
  readonly counter: string;
  readonly endpoint: string | null;
}

const OF = ' of ';
const COUNTER = /^[^\s/]+(\/\S+=\S+)?$/;
const ENDPOINT = /^\S+$/;
const LONGEST = 255;

export const isOwnFigure = (figure: FigureName): figure is MetricName => (METRIC_NAMES as readonly string[]).includes(figure);

/** Undefined: it is one of the four. */
export function countedOf(figure: FigureName): Counted | undefined {
  if (isOwnFigure(figure)) return undefined;
  const at = figure.indexOf(OF);
  return at < 0 ? { counter: figure, endpoint: null } : { counter: figure.slice(0, at), endpoint: figure.slice(at + OF.length) };
}

/** '': it is no figure, or two. */
export function figureNameOf({
  metric,
  counter,
  endpoint,
}: {
  readonly metric?: MetricName | null;
  readonly counter?: string | null;
  readonly endpoint?: string | null;
}): FigureName {
  if (metric != null) return counter == null && endpoint == null ? metric : '';
  if (counter == null || isOwnFigure(counter)) return '';
  return endpoint == null ? counter : `${counter}${OF}${endpoint}`;
}

/** What is wrong with it; undefined: nothing. */
export function figureProblem(figure: FigureName): string | undefined {
  if (isOwnFigure(figure)) return undefined;
  const { counter, endpoint } = countedOf(figure) as Counted;
  if (counter === '') return 'Name either a metric or, with or without an endpoint, a counter.';
  if (!COUNTER.test(counter) || counter.length > LONGEST) return `${counter} is no counter of Falcon's, such as requests/service=pay.`;
  if (endpoint !== null && (!ENDPOINT.test(endpoint) || endpoint.length > LONGEST)) return `"${endpoint}" is no endpoint.`;
  return undefined;
}

/** Of all containers together: what each should carry is its part. */
export const isShared = (figure: FigureName): boolean => countedOf(figure)?.endpoint != null;
