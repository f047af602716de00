import { templateFiles, type Template } from './template';

/** What the query of a log alert waits for in a line of the log. */
export interface AlertCondition {
  readonly event: string;
  readonly status: number | undefined;
}

/** Every comparison of a query; one that is written otherwise is not found, and the test of templates says so. */
const CONDITION =
  /tostring\(entry\.msg\) == '(?<event>[^']+)'(?: and toint\(entry\.status\) == (?<status>\d+))?/g;

/** Queries of the log alerts of the App Service's template. */
export function alertQueries(): readonly string[] {
  const text =
    templateFiles()['deployUseExistResourceGroup/template-BotApp-with-rg.json'] ?? 'missing';
  const alerts = (JSON.parse(text) as Template).variables?.['alerts'];
  return (alerts as readonly { readonly query: string }[]).map(({ query }) => query);
}

export function conditionsOf(query: string): readonly AlertCondition[] {
  return [...query.matchAll(CONDITION)].map(({ groups }) => ({
    event: groups?.['event'] ?? '',
    status: groups?.['status'] === undefined ? undefined : Number(groups['status']),
  }));
}

/** Fails where no alert would hear of a line that a run has written. */
export function expectAlertFor(line: Readonly<Record<string, unknown>> | undefined): void {
  const heard = alertQueries()
    .flatMap(conditionsOf)
    .filter(
      ({ event, status }) =>
        event === line?.['msg'] && (status === undefined || status === line['status']),
    );
  expect([line, heard]).toEqual([line, [expect.anything()]]);
}
