import { Refusal } from './refusal.ts';

type Labels = Readonly<Record<string, string>>;
type Test = (labels: Labels) => boolean;

const word = String.raw`((?:[-A-Za-z0-9_.]|\\.)+)`;
const set = String.raw`\(\s*(${'(?:[-A-Za-z0-9_.]|\\\\.)+'}(?:\s*,\s*${'(?:[-A-Za-z0-9_.]|\\\\.)+'})*)\s*\)`;
const forms: readonly [RegExp, (key: string, values: readonly string[]) => Test][] = [
  [
    new RegExp(`^${word}\\s*==\\s*${word}$`),
    (key, [value]) =>
      (labels) =>
        labels[key] === value,
  ],
  // `!=` and `notin` want the label to be there, with another value.
  [
    new RegExp(`^${word}\\s*!=\\s*${word}$`),
    (key, [value]) =>
      (labels) =>
        key in labels && labels[key] !== value,
  ],
  [new RegExp(`^${word}\\s+in\\s+${set}$`), (key, values) => (labels) => values.includes(labels[key] ?? '\0')],
  [new RegExp(`^${word}\\s+notin\\s+${set}$`), (key, values) => (labels) => key in labels && !values.includes(labels[key] ?? '')],
  [new RegExp(`^${word}$`), (key) => (labels) => key in labels],
];

/** The grammar of `LabelSelector.scala`: a comma outside parentheses is AND. */
export function readSelector(text: string): Test {
  const tests = splitOutside(text).map((part) => readOne(part.trim()));
  return (labels) => tests.every((test) => test(labels));
}

function readOne(part: string): Test {
  for (const [form, make] of forms) {
    const [whole, key, values] = form.exec(part) ?? [];
    if (whole === undefined || key === undefined) continue;
    const plain = (value: string) => value.trim().replaceAll(/\\(.)/g, '$1');
    return make(plain(key), (values ?? '').split(',').map(plain));
  }
  throw new Refusal(400, `Invalid label selector: ${part}`);
}

function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] ?? '';
    if (letter === '\\') current += letter + (text[(i += 1)] ?? '');
    else if (letter === ',' && depth === 0) {
      parts.push(current);
      current = '';
    } else {
      if (letter === '(') depth += 1;
      if (letter === ')') depth -= 1;
      current += letter;
    }
  }
  return [...parts, current];
}
