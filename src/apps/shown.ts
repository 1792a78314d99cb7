import { Label, TaskFailure, type AppRecord } from './model.ts';
import { maskText, masked } from './secret-text.ts';

/** The app as callers may see it: what is secret in its command, image, labels and last failure is gone before anything holds it. */
export function shownApp(record: AppRecord): AppRecord {
  const { image, command, labels, lastTaskFailure: failure } = record;
  return {
    ...record,
    image: image === null ? null : maskText(image),
    command: command === null ? null : maskText(command),
    labels: labels.map(shownLabel),
    lastTaskFailure:
      failure && new TaskFailure(failure.taskId, failure.state, maskText(failure.message), failure.host, failure.at, failure.version),
  };
}

export function shownLabel(label: Label): Label {
  const value = String(masked(label.value, label.name));
  return value === label.value ? label : new Label(label.name, value);
}
