import { expect, it } from 'vitest';
import { turnsDown } from '../../src/plans/turned-down.ts';

const held = (choice: string) => ({ rejected: [{ choice, reason: '' }], outcome: 'HOLD', causes: [] });
const blocked = { rejected: [], outcome: 'BLOCKED', causes: ['Request r1 of ann: deployApp, APPLY.'] };

it.each([
  ['scale in to 3', 'scaleIn', true],
  ['scale in to 3', 'scale in', true],
  ['scale in to 3', 'scaleOut', false],
  ['scale', 'scaleIn', true],
  ['scale', 'scaleOut', true],
  ['act on what differs', 'scaleIn', false],
  ['', 'scaleIn', false],
  ['scale in to 3', '', false],
])('what was turned down: %j, asked for by %j: %s', (choice, action, is) => {
  expect(turnsDown(held(choice), action)).toBe(is);
});

it('and a mutation whose plan was blocked, that one alone', () => {
  expect(turnsDown(blocked, 'deployApp')).toBe(true);
  expect(turnsDown(blocked, 'deploy')).toBe(false);
  expect(turnsDown({ ...blocked, outcome: 'CHANGE' }, 'deployApp')).toBe(false);
});
