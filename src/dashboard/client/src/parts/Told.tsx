import type { Alert, AlertEvent, Delivery } from '../data/alerts';
import { At } from './Time';

const KIND_WORDS: Readonly<Record<AlertEvent['kind'], string>> = {
  open: 'Opened',
  update: 'Told again',
  acknowledge: 'Acknowledged',
  resolve: 'Resolved',
};

const STATES: Readonly<Record<Delivery['state'], { word: string; symbol: string }>> = {
  delivered: { word: 'delivered', symbol: '✓' },
  pending: { word: 'waiting', symbol: '…' },
  parked: { word: 'given up', symbol: '✕' },
};

/** What was told of an alert, oldest first, and whom it reached. */
export function Told({ alert: { events, event_count } }: { alert: Alert }) {
  const earlier = event_count - events.length;
  return (
    <ol className="told">
      {earlier > 0 && <li className="hint">{earlier} earlier ones</li>}
      {events.map(({ kind, at, deliveries }) => (
        <li key={`${at} ${kind}`}>
          <strong>{KIND_WORDS[kind]}</strong>{' '}
          <span className="told-when">
            <At at={at} />
          </span>
          <Deliveries deliveries={deliveries} />
        </li>
      ))}
    </ol>
  );
}

function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  if (deliveries.length === 0) return <p className="hint">No channel was configured.</p>;
  return (
    <ul className="deliveries">
      {deliveries.map(({ channel, state, attempts, problem }) => (
        <DeliveryItem key={channel} state={state}>
          {channel} {STATES[state].word}
          {problem !== undefined && `: ${problem}`}
          {state !== 'delivered' && attempts > 0 && `, ${attemptsInWords(attempts)}`}
        </DeliveryItem>
      ))}
    </ul>
  );
}

function attemptsInWords(attempts: number): string {
  return attempts === 1 ? 'one attempt' : `${attempts} attempts`;
}

/** What became of a message, by symbol and colour beside its words. */
export function DeliveryItem({
  state,
  children,
}: {
  state: Delivery['state'];
  children: React.ReactNode;
}) {
  return (
    <li data-delivery={state}>
      <span className="delivery-symbol" aria-hidden="true">
        {STATES[state].symbol}
      </span>
      <span>{children}</span>
    </li>
  );
}
