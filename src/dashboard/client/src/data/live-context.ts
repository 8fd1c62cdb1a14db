import { createContext } from 'react';
import type { LiveUpdates } from './live';

/** The one connection of this page. */
export const LiveContext = createContext<Pick<LiveUpdates, 'subscribe' | 'current'>>({
  subscribe: () => () => {},
  current: () => ({ state: 'connecting' }),
});
