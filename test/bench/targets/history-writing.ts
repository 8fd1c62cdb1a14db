import { createApp } from '../../../src/create-app';
import { readFoundations } from '../../../src/foundations';
import { HistoryWriter } from '../../../src/history/history-writer.service';

const TICK_MS = 10;
const RESULTS_PER_TICK = (Number(process.env.RESULTS_PER_SECOND) * TICK_MS) / 1000;

let number = 0;

/** Results that no vendor gave. */
function addResults(writer: HistoryWriter): void {
  for (let index = 0; index < RESULTS_PER_TICK; index += 1) {
    number += 1;
    writer.addResult({
      service: 'zoom',
      at: Date.now(),
      number,
      status: 'healthy',
      reason: 'ok',
      outcome: 'reachable',
      latencyMs: 80 + (number % 200),
      durationMs: 100,
      full: false,
    });
  }
}

/** The real application, with as many results a second more as it is told. */
async function main(): Promise<void> {
  const foundations = readFoundations(process.env);
  const app = await createApp(foundations);
  await app.listen(foundations.settings.PORT, '127.0.0.1');
  const writer = app.get(HistoryWriter);
  setInterval(() => addResults(writer), TICK_MS).unref();
}

void main();
