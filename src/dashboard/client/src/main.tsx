import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { shouldRetry } from './data/queries';
import { applyTheme, storedTheme } from './data/theme';
import './styles/tokens.css';
import './styles/base.css';
import './styles/overview.css';
import './styles/detail.css';

applyTheme(storedTheme());

const cache = new QueryClient({
  defaultOptions: { queries: { retry: shouldRetry, refetchOnWindowFocus: true } },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
