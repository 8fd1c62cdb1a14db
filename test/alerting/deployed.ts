import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DEPLOY = join(__dirname, '../../deploy');

/** The rules for Prometheus, and the cases that they are tested with. */
export const RULES = join(DEPLOY, 'prometheus/rules.yml');
export const CASES = join(DEPLOY, 'prometheus/rules.test.yml');

/** The dashboard for Grafana. */
export const DASHBOARD = JSON.parse(
  readFileSync(join(DEPLOY, 'grafana/dashboard.json'), 'utf8'),
) as {
  panels: {
    id: number;
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: { expr: string }[];
  }[];
};

/** Everything that it asks. */
export const DASHBOARD_EXPRESSIONS = DASHBOARD.panels.flatMap(({ targets }) =>
  targets.map(({ expr }) => expr),
);
