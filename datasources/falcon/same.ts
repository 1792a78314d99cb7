import type { Action, Condition, Expression, Nodata } from './portal-model.ts';

/* Whether what is there is what it should be, whatever its ids. */

export const sameAction = (a: Action, b: Action): boolean =>
  [...a.teams].sort().join() === [...b.teams].sort().join() &&
  a.url === b.url &&
  a.callback === b.callback &&
  a.beforeCallback.sms === b.beforeCallback.sms &&
  a.beforeCallback.mail === b.beforeCallback.mail &&
  a.afterCallback.sms === b.afterCallback.sms &&
  a.afterCallback.mail === b.afterCallback.mail;

const sameCondition = (a: Condition, b: Condition): boolean =>
  a.func === b.func &&
  a.op === b.op &&
  a.rightValue === b.rightValue &&
  a.maxStep === b.maxStep &&
  a.priority === b.priority &&
  a.note === b.note;

export const sameExpression = (a: Omit<Expression, 'action'>, b: Omit<Expression, 'action'>): boolean =>
  sameCondition(a, b) && a.expression === b.expression && a.paused === b.paused;

export const sameNodata = (a: Nodata, b: Nodata): boolean =>
  a.name === b.name &&
  a.obj === b.obj &&
  a.objType === b.objType &&
  a.metric === b.metric &&
  a.tags === b.tags &&
  a.type === b.type &&
  a.stepMs === b.stepMs &&
  a.mock === b.mock;
